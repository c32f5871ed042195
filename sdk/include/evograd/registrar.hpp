#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "evograd/backbone.hpp"
#include "evograd/estimator.hpp"
#include "evograd/export.hpp"
#include "evograd/options.hpp"
#include "evograd/task.hpp"

namespace evograd {

/// A component's description, shown by `evograd describe`.
struct ComponentDescription {
  std::string summary{};   ///< one sentence
  std::string cost{};      ///< estimators: passes and memory; backbones: size; may be empty
  std::string citation{};  ///< authors, title, venue, year; may be empty
  OptionValues small{};    ///< options for `evograd check`: small, without files, and close to exact where the defaults
                           ///< trade that for speed
  /// Tasks that take several kinds of input: options of the other kinds, each in place of those in `small` of the same
  /// name. A backbone that refuses the input of `small` is tried with these.
  std::vector<OptionValues> other_inputs{};
};

/// What is known about a component without constructing one.
struct ComponentEntry {
  std::string name;                          ///< letters, digits, '_' and '-'; what `use` names in a manifest
  ComponentDescription description;          ///< as the plugin gives it
  std::vector<OptionSpecification> options;  ///< in the order of the schema
};

/// An estimator that a plugin offers.
struct EstimatorEntry : ComponentEntry {
  /// Constructs it with these options; throws Error if one is unknown or invalid.
  std::function<std::unique_ptr<MetaGradientEstimator>(const OptionValues&)> make;
};

/// A task that a plugin offers.
struct TaskEntry : ComponentEntry {
  /// Constructs it with these options, before Task::open(); throws Error if one is unknown or invalid.
  std::function<std::unique_ptr<Task>(const OptionValues&)> make;
};

/// A backbone that a plugin offers.
struct BackboneEntry : ComponentEntry {
  /// Constructs it with these options for the task's input; throws Error if one is unknown or invalid, or if it does
  /// not accept that input.
  std::function<std::shared_ptr<Backbone>(const OptionValues&, const InputSpecification&)> make;
};

/// A component class: its options struct is named `Options`.
template <class Component>
concept HasOptions = DeclaredOptions<typename Component::Options>;

/// Registers the components of a plugin. A plugin's body calls one of these functions per component.
class EVOGRAD_API Registrar {
 public:
  virtual ~Registrar() = default;

  /// Offers `Estimator` under `name`. It is constructed from `const Estimator::Options&`.
  template <class Estimator>
  void estimator(std::string name, ComponentDescription description) {
    static_assert(std::derived_from<Estimator, MetaGradientEstimator>,
                  "an estimator derives from evograd::MetaGradientEstimator");
    static_assert(!std::is_abstract_v<Estimator>, "an estimator overrides estimate(BilevelProblem&)");
    static_assert(std::is_constructible_v<Estimator, const typename Estimator::Options&>,
                  "an estimator has the constructor Estimator(const Options&)");
    static_assert(HasOptions<Estimator>, "an estimator names its options struct 'Options', with a static schema()");
    add_estimator({entry<Estimator>(std::move(name), std::move(description)), [](const OptionValues& values) {
                     return std::make_unique<Estimator>(Estimator::Options::schema().parse(values));
                   }});
  }

  /// Offers `SomeTask` under `name`. It is constructed from `const SomeTask::Options&`.
  template <class SomeTask>
  void task(std::string name, ComponentDescription description) {
    static_assert(std::derived_from<SomeTask, Task>, "a task derives from evograd::Task");
    static_assert(!std::is_abstract_v<SomeTask>,
                  "a task overrides all pure virtual functions of Task and of its capabilities, with their signatures");
    static_assert(std::is_constructible_v<SomeTask, const typename SomeTask::Options&>,
                  "a task has the constructor SomeTask(const Options&)");
    static_assert(HasOptions<SomeTask>, "a task names its options struct 'Options', with a static schema()");
    add_task({entry<SomeTask>(std::move(name), std::move(description)), [](const OptionValues& values) {
                return std::make_unique<SomeTask>(SomeTask::Options::schema().parse(values));
              }});
  }

  /// Offers `SomeBackbone` under `name`. It is constructed from `const SomeBackbone::Options&` and
  /// `const InputSpecification&`, the task's input; its constructor throws Error if it does not accept that input.
  template <class SomeBackbone>
  void backbone(std::string name, ComponentDescription description) {
    static_assert(std::derived_from<SomeBackbone, Backbone>, "a backbone derives from evograd::Backbone");
    static_assert(!std::is_abstract_v<SomeBackbone>,
                  "a backbone overrides forward(const torch::Tensor&, Tap&) and feature_shape() const");
    static_assert(
        std::is_constructible_v<SomeBackbone, const typename SomeBackbone::Options&, const InputSpecification&>,
        "a backbone has the constructor SomeBackbone(const Options&, const InputSpecification&)");
    static_assert(HasOptions<SomeBackbone>, "a backbone names its options struct 'Options', with a static schema()");
    add_backbone({entry<SomeBackbone>(std::move(name), std::move(description)),
                  [](const OptionValues& values, const InputSpecification& input) {
                    return std::make_shared<SomeBackbone>(SomeBackbone::Options::schema().parse(values), input);
                  }});
  }

 protected:
  /// Receives what estimator() offers; implemented by the host.
  virtual void add_estimator(EstimatorEntry entry) = 0;
  /// Receives what task() offers; implemented by the host.
  virtual void add_task(TaskEntry entry) = 0;
  /// Receives what backbone() offers; implemented by the host.
  virtual void add_backbone(BackboneEntry entry) = 0;

 private:
  template <HasOptions Component>
  static ComponentEntry entry(std::string name, ComponentDescription description) {
    return {std::move(name), std::move(description), Component::Options::schema().specifications()};
  }
};

}  // namespace evograd
