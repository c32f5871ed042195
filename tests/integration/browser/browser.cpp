#include "tests/integration/browser/browser.hpp"

#include <fstream>
#include <stdexcept>

namespace evograd::test {
namespace {

using Json = nlohmann::json;

std::string decoded_base64(const std::string& text) {
  static const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned pending = 0;
  int bits = 0;
  for (const char c : text) {
    const auto digit = digits.find(c);
    if (digit == std::string::npos) break;  // padding
    pending = pending << 6 | static_cast<unsigned>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(pending >> bits & 0xff);
  }
  return bytes;
}

}  // namespace

Browser::Browser() {
  pipe_.on_event = [this](const std::string& event, const Json& parameters) { note(event, parameters); };
  const auto target = pipe_.call("Target.createTarget", {{"url", "about:blank"}})["targetId"];
  session_ = pipe_.call("Target.attachToTarget", {{"targetId", target}, {"flatten", true}})["sessionId"];
  for (const char* domain : {"Page", "Runtime", "Log", "Network"}) call(std::string(domain) + ".enable");
  call("Page.setLifecycleEventsEnabled", {{"enabled", true}});
}

void Browser::open(const std::filesystem::path& file, const View& view) {
  call("Emulation.setDeviceMetricsOverride",
       {{"width", view.width}, {"height", view.height}, {"deviceScaleFactor", 1}, {"mobile", view.width < 600}});
  call("Emulation.setEmulatedMedia",
       {{"features", {{{"name", "prefers-color-scheme"}, {"value", view.dark ? "dark" : "light"}}}}});
  call("Emulation.setScriptExecutionDisabled", {{"value", !view.scripts}});
  address_ = "file://" + std::filesystem::absolute(file).string();
  complaints_.clear();
  requests_.clear();
  const auto result = call("Page.navigate", {{"url", address_}});
  if (result.contains("errorText")) throw std::runtime_error(address_ + ": " + result["errorText"].dump());
  pipe_.wait_until([&] { return loaded_ == result.value("loaderId", ""); });
  if (view.scripts) wait_for_drawing();
}

void Browser::wait_for_drawing() {
  evaluate(
      "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => "
      "done(1)))))");
}

nlohmann::json Browser::evaluate(const std::string& expression) {
  const auto answer =
      call("Runtime.evaluate", {{"expression", expression}, {"returnByValue", true}, {"awaitPromise", true}});
  if (answer.contains("exceptionDetails")) throw std::runtime_error(expression + ": " + answer.dump());
  return answer["result"].value("value", Json());
}

void Browser::press(const std::string& key) {
  for (const char* type : {"keyDown", "keyUp"}) {
    call("Input.dispatchKeyEvent", {{"type", type}, {"key", key}, {"code", key}});
  }
}

void Browser::move_pointer(double x, double y) {
  call("Input.dispatchMouseEvent", {{"type", "mouseMoved"}, {"x", x}, {"y", y}});
}

void Browser::keep_screenshot(const std::filesystem::path& file, bool whole) {
  const auto picture = call("Page.captureScreenshot", {{"format", "png"}, {"captureBeyondViewport", whole}});
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << decoded_base64(picture["data"]);
}

nlohmann::json Browser::call(const std::string& method, const Json& parameters) {
  return pipe_.call(method, parameters, session_);
}

void Browser::note(const std::string& event, const Json& parameters) {
  if (event == "Runtime.exceptionThrown") {
    complaints_.push_back("exception: " + parameters["exceptionDetails"].dump());
  } else if (event == "Runtime.consoleAPICalled") {
    const auto type = parameters.value("type", "");
    if (type == "error" || type == "warning" || type == "assert")
      complaints_.push_back("console: " + parameters.dump());
  } else if (event == "Log.entryAdded") {
    const auto level = parameters["entry"].value("level", "");
    if (level == "error" || level == "warning") complaints_.push_back("log: " + parameters["entry"].dump());
  } else if (event == "Network.requestWillBeSent") {
    const auto url = parameters["request"].value("url", "");
    if (url != address_ && url != "about:blank") requests_.push_back(url);
  } else if (event == "Page.lifecycleEvent") {
    if (parameters.value("name", "") == "load") loaded_ = parameters.value("loaderId", "");
  }
}

}  // namespace evograd::test
