#include <fmt/core.h>
#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "framework/check/fixtures/loaded_component.hpp"
#include "framework/check/fixtures/process_state.hpp"
#include "framework/check/suites/elf_file.hpp"
#include "framework/check/suites/suites.hpp"
#include "framework/plugin/library.hpp"
#include "framework/plugin/plugin_error.hpp"

namespace evograd::host::check {
namespace {

void loads(Context& context) {
  try {
    auto& catalog = catalog_with(context.subject);
    const auto& plugin = catalog.registry().plugins().front();
    context.warnings = plugin.warnings;
    expect(!catalog.registry().components().empty(), "does not register a component");
  } catch (const PluginError& error) {
    throw Failure(error.what());
  }
}

/// The two required symbols, and the one that the address sanitizer adds for each exported datum.
bool may_be_exported(std::string_view name) {
  return name == "evograd_stamp" || name == "evograd_entry_v1" || name == "__odr_asan.evograd_stamp";
}

void exports_two_names(Context& context) {
  auto names = read_elf(context.subject.file).strong_exports;
  std::erase_if(names, may_be_exported);
  if (names.empty()) return;
  const auto count = names.size();
  names.resize(std::min<std::size_t>(count, 5));
  throw Failure(fmt::format("exports {} more: {}; build it with evograd_add_plugin(), which hides all other names",
                            count, listed(names)));
}

void stays(Context& context) {
  expect(read_elf(context.subject.file).never_unloaded,
         "was linked without -z nodelete; build it with evograd_add_plugin()");
}

void is_quiet(Context& context) {
  if (context.output < 0) throw Skip("output cannot be captured in this process");
  const auto printed = [&] {
    std::cout.flush();
    std::fflush(nullptr);
    return lseek(context.output, 0, SEEK_END);
  };
  const auto before = printed();
  catalog_with(context.subject);
  expect(printed() == before, "prints while it is loaded; write messages for the user with evograd/logging.hpp");
}

void library_leaves_the_process_alone(Context& context) {
  const ProcessState before;
  catalog_with(context.subject);
  const auto changes = before.changes();
  expect(changes.empty(), "loading changes " + listed(changes));
}

/// A description of all components, as text.
std::string told(const Registry& registry) {
  std::string text;
  for (const auto& component : registry.components()) {
    const auto& [name, description, options] = *component.entry;
    text += fmt::format("{} {}: {}\n", component.kind, name, description.summary);
    for (const auto& option : options) {
      text += fmt::format("  {} = {}, {}, {}\n", option.name, to_toml(option.default_value),
                          option.constraint.description, option.sentence);
    }
  }
  return text;
}

void registers_the_same_twice(Context& context) {
  const auto first = told(catalog_with(context.subject).registry());
  Registry again;
  const auto& plugin = catalog_with(context.subject).registry().plugins().front();
  again.add(plugin, load_library(plugin.file).entry);
  expect(told(again) == first, "registers different components the second time");
}

/// The names of the loaded images of LibTorch's core libraries.
std::vector<std::string> torch_images() {
  std::vector<std::string> images;
  dl_iterate_phdr(
      [](dl_phdr_info* image, std::size_t, void* found) {
        const auto name = std::filesystem::path(image->dlpi_name).filename().string();
        if (name.starts_with("libtorch_cpu.so") || name.starts_with("libc10.so")) {
          static_cast<std::vector<std::string>*>(found)->push_back(image->dlpi_name);
        }
        return 0;
      },
      &images);
  return images;
}

void brings_no_second_torch(Context& context) {
  const auto before = torch_images();
  catalog_with(context.subject);
  auto after = torch_images();
  std::erase_if(after,
                [&](const auto& image) { return std::find(before.begin(), before.end(), image) != before.end(); });
  expect(after.empty(), "loads LibTorch a second time: " + listed(after) +
                            "; build it against the LibTorch that find_package(EvoGrad) finds");
}

void belongs_to_its_owner(Context& context) {
  namespace fs = std::filesystem;
  const auto file = fs::canonical(context.subject.file);
  const auto writable = [](const fs::path& path) {
    const auto permissions = fs::status(path).permissions();
    const bool sticky = (permissions & fs::perms::sticky_bit) != fs::perms::none;
    return (permissions & fs::perms::others_write) != fs::perms::none && !sticky;
  };
  if (writable(file))
    context.warnings.push_back("everyone can write to it and so run code as you: chmod o-w " + file.string());
  if (writable(file.parent_path())) {
    context.warnings.push_back("everyone can replace it: chmod o-w " + file.parent_path().string());
  }
}

}  // namespace

std::vector<Check> library_checks() {
  return {
      {"plugin/loads", Level::load,
       "The file has one stamp that fits this host, all its symbols resolve, and its entry function registers "
       "components.",
       loads},
      {"plugin/exports", Level::load, "The library exports only its stamp and its entry function.", exports_two_names},
      {"plugin/stays", Level::load,
       "The library is never unloaded, since tensors, autograd nodes and exceptions point into it.", stays},
      {"plugin/quiet", Level::load, "Loading prints nothing.", is_quiet},
      {"plugin/process", Level::load,
       "Loading leaves the working folder, environment, threads, grad mode, default dtype, global generator and "
       "operators of the process unchanged.",
       library_leaves_the_process_alone},
      {"plugin/torch", Level::load, "Loading does not bring a second LibTorch into the process.",
       brings_no_second_torch},
      {"plugin/permissions", Level::load, "Only its owner and group can write to the file and its folder (a warning).",
       belongs_to_its_owner},
      {"plugin/repeatable", Level::load, "The entry function registers the same components each time it is called.",
       registers_the_same_twice},
  };
}

}  // namespace evograd::host::check
