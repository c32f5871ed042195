#include "framework/manifest/make_components.hpp"

#include <exception>
#include <string>

#include "framework/manifest/backbone_files.hpp"

namespace evograd::host {
namespace {

template <RegistryEntry Entry, class... Arguments>
auto make(const ResolvedComponent<Entry>& component, const OptionValues& values, const Arguments&... arguments) {
  const auto title = std::string(kind_name<Entry>()) + " '" + component.entry->name + "'";
  try {
    return component.entry->make(values, arguments...);
  } catch (const Error& error) {
    const auto place = error.where().empty() ? title : error.where();
    throw Error(component.position, place + ": " + error.cause(), error.help());
  } catch (const std::exception& error) {
    const std::string text = error.what();
    throw Error(component.position, title + " cannot be created: " + text.substr(0, text.find('\n')));
  }
}

}  // namespace

std::unique_ptr<Task> make_task(const ResolvedManifest& manifest) { return make(manifest.task, manifest.task.values); }

std::shared_ptr<Backbone> make_backbone(const ResolvedManifest& manifest, const InputSpecification& input) {
  return make(manifest.backbone, with_absolute_paths(manifest), input);
}

std::unique_ptr<MetaGradientEstimator> make_estimator(const ResolvedManifest& manifest) {
  return make(manifest.estimator, manifest.estimator.values);
}

}  // namespace evograd::host
