#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/integration/browser/devtools_pipe.hpp"

namespace evograd::test {

/// How a page is looked at.
struct View {
  int width = 1280;
  int height = 900;
  bool dark = false;    ///< what the system is said to prefer
  bool scripts = true;  ///< whether the page's scripts run
};

/// A headless browser with one page. Whatever goes wrong throws std::runtime_error.
class Browser {
 public:
  Browser();

  /// Loads `file` again; what was seen of the page before is forgotten.
  void open(const std::filesystem::path& file, const View& view);

  /// The value of a JavaScript expression.
  nlohmann::json evaluate(const std::string& expression);

  /// Returns when what a page draws once it knows its size is there.
  void wait_for_drawing();

  /// Presses and releases a key, by the name that JavaScript has for it: "ArrowRight".
  void press(const std::string& key);
  void move_pointer(double x, double y);

  /// The whole page as a PNG file, or what of it is in view, as it is: only there a pointer stays where it was.
  void keep_screenshot(const std::filesystem::path& file, bool whole = true);

  /// Errors and warnings of the console, exceptions that nobody caught, violations of the page's policy.
  const std::vector<std::string>& complaints() const { return complaints_; }
  /// What the page asked for, besides itself.
  const std::vector<std::string>& requests() const { return requests_; }

 private:
  nlohmann::json call(const std::string& method, const nlohmann::json& parameters = nlohmann::json::object());
  void note(const std::string& event, const nlohmann::json& parameters);

  DevtoolsPipe pipe_;
  std::string session_;
  std::string address_;
  std::string loaded_;  ///< the navigation whose page is complete
  std::vector<std::string> complaints_;
  std::vector<std::string> requests_;
};

}  // namespace evograd::test
