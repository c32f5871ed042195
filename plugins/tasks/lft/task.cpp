#include "task.hpp"

#include <fmt/ranges.h>
#include <torch/torch.h>

#include <cmath>
#include <utility>

#include "classification_pretraining.hpp"
#include "draws.hpp"
#include "evaluation.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "labelled_samples.hpp"

namespace lft {
namespace {

/// Throws Error with the remedy for what the domain lacks: classes in this part at all, images in them, or enough
/// classes.
void require_ways(const ClassPool& pool, const EpisodeShape& shape, const Domain& domain,
                  const std::vector<Split>& splits, const char* title) {
  if (pool.size() >= shape.ways) return;
  std::int64_t here = 0;
  for (const auto split : splits) here += domain.class_count(split);
  const auto all =
      domain.class_count(Split::base) + domain.class_count(Split::validation) + domain.class_count(Split::novel);
  const auto place = "domain '" + domain.name() + "'";
  if (here == 0) {
    throw Error(
        place, fmt::format("has no {} classes: all of its {} classes are in other parts", title, all),
        fmt::format("hold it out with held_out = \"{}\", exclude it with domains = [...], or assign classes to the {} "
                    "part",
                    domain.name(), title));
  }
  if (here < shape.ways) {
    throw Error(
        place, fmt::format("has {} {} classes, but an episode needs {} ({} ways)", here, title, shape.ways, shape.ways),
        "reduce ways, or exclude the domain with domains = [...]");
  }
  throw Error(
      place,
      fmt::format("has {} {} classes, but only {} of them have more than {} images, and an episode needs {}: {} "
                  "labelled images of each and at least one to classify",
                  here, title, pool.size(), shape.shots, shape.ways, shape.shots),
      "reduce shots, or exclude the domain with domains = [...]");
}

/// The parts whose classes test an unseen domain: the novel ones, or all if there are none.
std::vector<Split> test_splits(const Domain& domain) {
  if (domain.class_count(Split::novel) > 0) return {Split::novel};
  return {Split::base, Split::validation};
}

std::string summary(const Domains& domains, const ClassPool& test) {
  std::string seen;
  for (const auto& domain : domains.seen) {
    seen += fmt::format(" {} ({} classes)", domain->name(), domain->class_count(Split::base));
  }
  return fmt::format("seen:{}; unseen: {} ({} test classes); base domain {}", seen, domains.unseen->name(), test.size(),
                     domains.base->name());
}

}  // namespace

Lft::Lft(const Options& options)
    : options_(options),
      training_shape_{options.ways, options.shots, options.queries},
      evaluation_shape_{options.ways, options.shots, options.evaluation_queries} {}

void Lft::open(const TaskContext& context) {
  key_ = context.randomness.fold("lft");
  steps_ = context.steps;
  domains_ = open_domains(options_, context.folder);
  for (const auto& domain : domains_.seen) {
    training_pools_.push_back(class_pool(*domain, {Split::base}, training_shape_));
    require_ways(training_pools_.back(), training_shape_, *domain, {Split::base}, "base");
  }
  const auto tested = test_splits(*domains_.unseen);
  test_pool_ = class_pool(*domains_.unseen, tested, evaluation_shape_);
  require_ways(test_pool_, evaluation_shape_, *domains_.unseen, tested, "test");
  logging::info(summary(domains_, test_pool_));
}

std::vector<networks::SiteChannels> Lft::chosen_sites(Backbone& backbone) const {
  if (options_.transformation == "none") return {};
  const auto all = networks::site_channels(backbone, input());
  if (all.empty()) {
    throw Error("backbone", "has no sites for a feature-wise transformation",
                "choose another backbone, or set [task] transformation = \"none\"");
  }
  return options_.sites.empty() ? all : networks::named_sites(all, options_.sites);
}

void Lft::build(std::shared_ptr<Backbone> backbone) {
  model_ = std::make_shared<FewShotModel>(
      backbone, options_.head, options_.auxiliary_batch_size > 0 ? domains_.base->class_count(Split::base) : 0);
  transformation_ = std::make_shared<FeatureTransformation>(chosen_sites(*backbone), options_.gamma_start,
                                                            options_.beta_start, options_.transformation == "learned");
}

std::unique_ptr<Pretraining> Lft::pretraining(std::shared_ptr<Backbone> backbone, RandomKey key) {
  auto data = fmt::format("{} {}, images of {}, augment {:d}, glyph style {}, jitter {:g}", options_.data,
                          options_.folder, fmt::join(domains_.image_shape, " x "), options_.augment,
                          options_.glyph_style, options_.glyph_jitter);
  return std::make_unique<ClassificationPretraining>(std::move(backbone), domains_.base,
                                                     options_.pretraining_batch_size, key, std::move(data));
}

Lft::Roles Lft::roles(std::int64_t step) const {
  const auto drawn_at = options_.domains_drawn == "epoch" ? step / options_.epoch_steps : step;
  const auto pair = draw_distinct(static_cast<std::int64_t>(domains_.seen.size()), 2,
                                  key_.fold("domains").fold(static_cast<std::uint64_t>(drawn_at)));
  return {static_cast<std::size_t>(pair[0]), static_cast<std::size_t>(pair[1])};
}

torch::Tensor Lft::episode_images(std::size_t seen_domain, RandomKey key) const {
  const auto& pool = training_pools_[seen_domain];
  const auto episode = draw_episode(pool, training_shape_, key.fold("episode"));
  std::vector<Sample> samples;
  for (std::size_t i = 0; i < episode.classes.size(); ++i) {
    const auto class_index = pool.entries[static_cast<std::size_t>(episode.classes[i])].class_index;
    for (const auto index : episode.samples[i]) samples.push_back({class_index, index});
  }
  return domains_.seen[seen_domain]->training_images(Split::base, samples, key.fold("view"));
}

void Lft::add_auxiliary(Batch& batch, std::int64_t step, RandomKey key) const {
  const auto samples = draw_samples(*domains_.base, Split::base, options_.auxiliary_batch_size, key.fold("auxiliary"));
  const auto period = steps_ > 0 ? options_.auxiliary_periods * step / steps_ : 0;
  batch.set("auxiliary_image", domains_.base->training_images(Split::base, samples, key.fold("auxiliary-view")));
  batch.set("auxiliary_label", labels(samples));
  batch.set("auxiliary_weight", torch::scalar_tensor(std::pow(options_.auxiliary_decay, period)));
}

Batch Lft::training_batch(std::int64_t step, std::int64_t index) {
  const auto key = key_.fold("training").fold(static_cast<std::uint64_t>(step)).fold(static_cast<std::uint64_t>(index));
  Batch batch{{"image", episode_images(roles(step).seen, key)}};
  if (options_.auxiliary_batch_size > 0) add_auxiliary(batch, step, key);
  return batch;
}

Batch Lft::validation_batch(std::int64_t step) {
  return {
      {"image", episode_images(roles(step).unseen, key_.fold("validation").fold(static_cast<std::uint64_t>(step)))}};
}

torch::Tensor Lft::training_loss(const Batch& batch) {
  model_->train();
  networks::TransformingTap tap(*transformation_);
  const auto loss = model_->episode_loss(batch["image"], training_shape_, tap);
  if (!batch.contains("auxiliary_image")) return loss;
  const auto auxiliary = model_->auxiliary_loss(batch["auxiliary_image"], batch["auxiliary_label"]);
  return loss + batch["auxiliary_weight"] * auxiliary;
}

torch::Tensor Lft::validation_loss(const Batch& batch) {
  model_->eval();
  Tap unchanged;
  return model_->episode_loss(batch["image"], training_shape_, unchanged);
}

double Lft::accuracy_on_seen_domains() {
  double sum = 0;
  std::int64_t count = 0;
  for (const auto& domain : domains_.seen) {
    const auto pool = class_pool(*domain, {Split::validation}, evaluation_shape_);
    if (pool.size() < options_.ways) continue;
    sum += score(*model_,
                 {*domain, pool, evaluation_shape_, options_.seen_episodes, key_.fold("seen").fold(domain->name()),
                  options_.evaluation_batch_size},
                 *this)
               .accuracy;
    ++count;
  }
  return count > 0 ? sum / static_cast<double>(count) : std::nan("");
}

std::vector<MetaParameterPicture> Lft::meta_parameter_pictures() {
  MetaParameterPicture scale{.name = "scale noise s(gamma), mean over channels", .x_name = "site"};
  MetaParameterPicture shift{.name = "shift noise s(beta), mean over channels", .x_name = "site"};
  for (const auto& [site, noise] : transformation_->noise_by_site()) {
    scale.labels.push_back(site);
    scale.y.push_back(noise.scale);
    shift.labels.push_back(site);
    shift.y.push_back(noise.shift);
  }
  if (scale.labels.empty()) return {};
  return {scale, shift};
}

torch::Tensor Lft::predict(const Batch& inputs) {
  model_->eval();
  Tap unchanged;
  return model_->features(inputs["image"], unchanged);
}

Metrics Lft::evaluate() {
  model_->eval();
  const auto unseen = score(*model_,
                            {*domains_.unseen, test_pool_, evaluation_shape_, options_.episodes, key_.fold("unseen"),
                             options_.evaluation_batch_size},
                            *this);
  Metrics metrics{{"unseen_accuracy", unseen.accuracy}, {"unseen_interval", unseen.interval}};
  if (options_.seen_episodes > 0) {
    if (const auto seen = accuracy_on_seen_domains(); !std::isnan(seen)) metrics.emplace_back("seen_accuracy", seen);
  }
  if (options_.transformation != "none") {
    metrics.emplace_back("mean_scale_noise", transformation_->mean_scale());
    metrics.emplace_back("mean_shift_noise", transformation_->mean_shift());
  }
  return metrics;
}

}  // namespace lft
