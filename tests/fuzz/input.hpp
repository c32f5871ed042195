#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "evograd/error.hpp"

namespace evograd::fuzz {

/// What libFuzzer hands over, taken apart from the front. The first byte of most inputs says which way to go.
class Input {
 public:
  Input(const std::uint8_t* bytes, std::size_t count) : rest_(reinterpret_cast<const char*>(bytes), count) {}

  /// The next byte; 0 at the end.
  std::uint8_t byte() {
    const auto taken = text(1);
    return taken.empty() ? 0 : static_cast<std::uint8_t>(taken.front());
  }

  /// The next `count` bytes, or those that there are.
  std::string_view text(std::size_t count) {
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  /// What stands before the next line "=====", which is passed over, or everything.
  std::string_view part() {
    constexpr std::string_view border = "\n=====\n";
    const auto end = rest_.find(border);
    const auto taken = rest_.substr(0, end);
    rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + border.size());
    return taken;
  }

  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

/// A folder of this process in memory, empty at its start.
const std::filesystem::path& folder();

/// Writes a file of that name into folder().
std::filesystem::path write(const std::string& name, std::string_view bytes);

/// Ends the process where `holds` is false.
void require(bool holds, const char* what);

/// Prints what a parser says, with EVOGRAD_FUZZ_SHOW set in the environment.
void show(const Error& error);

/// Whether `parse` accepts its input. It may refuse it with an Error that says what is wrong, and with nothing else:
/// any other exception ends the process.
template <class Parse>
bool accepts(const Parse& parse) {
  try {
    parse();
    return true;
  } catch (const Error& error) {
    show(error);
    require(!error.cause().empty(), "an Error says what is wrong");
    return false;
  }
}

}  // namespace evograd::fuzz
