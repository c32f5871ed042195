#include "framework/log/formatters.hpp"

#include <fmt/chrono.h>
#include <fmt/core.h>
#include <spdlog/pattern_formatter.h>

#include <chrono>
#include <string_view>

#include "framework/files/json_text.hpp"

namespace evograd::host {
namespace {

std::string_view name_of(spdlog::level::level_enum level) {
  const auto name = spdlog::level::to_string_view(level);
  return {name.data(), name.size()};
}

std::string_view text_of(const spdlog::details::log_msg& message) {
  return {message.payload.data(), message.payload.size()};
}

void append(std::string_view text, spdlog::memory_buf_t& to) { to.append(text.data(), text.data() + text.size()); }

class TextFormatter : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& to) override {
    if (message.level != spdlog::level::info) {
      append("evograd: ", to);
      message.color_range_start = to.size();
      append(name_of(message.level), to);
      append(":", to);
      message.color_range_end = to.size();
      append(" ", to);
    }
    append(text_of(message), to);
    append("\n", to);
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<TextFormatter>(); }
};

class JsonFormatter : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& to) override {
    append(json_line(message.time, message.level, {{"message", text_of(message)}}), to);
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonFormatter>(); }
};

}  // namespace

std::unique_ptr<spdlog::formatter> text_formatter() { return std::make_unique<TextFormatter>(); }

std::unique_ptr<spdlog::formatter> json_formatter() { return std::make_unique<JsonFormatter>(); }

std::unique_ptr<spdlog::formatter> file_formatter() {
  return std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%e%z %-7l  %v");
}

std::string json_line(spdlog::log_clock::time_point time, spdlog::level::level_enum level, const Json& fields) {
  using std::chrono::duration_cast;
  const auto milliseconds = duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  const std::time_t seconds = milliseconds / 1000;
  Json line = {{"time", fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(seconds), milliseconds % 1000)},
               {"level", name_of(level)}};
  line.update(fields);
  return json_text(line) + "\n";
}

}  // namespace evograd::host
