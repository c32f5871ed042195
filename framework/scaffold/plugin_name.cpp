#include "framework/scaffold/plugin_name.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace evograd::host {
namespace {

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Targets that CMake or LibTorch already have, and the name of every component's options type.
constexpr std::array<std::string_view, 9> reserved = {"all",     "c10",     "clean", "help", "install",
                                                      "options", "package", "test",  "torch"};

bool is_words_joined_by_hyphens(const std::string& name) {
  if (name.empty() || !is_letter(name.front()) || name.back() == '-') return false;
  if (name.find("--") != std::string::npos) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

}  // namespace

std::string reject_plugin_name(const std::string& name, const std::vector<std::string>& taken) {
  if (!is_words_joined_by_hyphens(name)) {
    return "'" + name + "' does not consist of lower-case words joined by hyphens, such as my-plugin";
  }
  if (name.size() > 100) return fmt::format("a name of {} characters is longer than 100", name.size());
  if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) {
    return "'" + name + "' is reserved by the compiler or CMake";
  }
  if (std::find(taken.begin(), taken.end(), name) != taken.end()) {
    return "there is already a plugin or a component named '" + name + "'";
  }
  return "";
}

std::string class_name(const std::string& plugin_name) {
  std::string name;
  bool start = true;
  for (const char c : plugin_name) {
    if (c != '-') name += start && is_letter(c) ? static_cast<char>(c - 'a' + 'A') : c;
    start = c == '-';
  }
  return name;
}

}  // namespace evograd::host
