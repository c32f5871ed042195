#include "options.hpp"

#include "heads/episode_head.hpp"

namespace lft {

Schema<LftOptions> LftOptions::schema() {
  using Options = LftOptions;
  return {
      {"data", &Options::data, one_of({"glyphs", "folders", "lists", "synthetic"}),
       "characters drawn from Debian's fonts; folders or archives DOMAIN/CLASS/IMAGE; the few-shot community's JSON "
       "file "
       "lists DOMAIN/{base,val,novel}.json; or random patterns that need no data"},
      {"folder", &Options::folder, path(),
       "folders and lists: the folder that contains the domains, relative to the manifest"},
      {"list_root", &Options::list_root, path(),
       "lists: the folder that image paths are relative to, if it is not the list's own"},
      {"domains", &Options::domains, any_value(), "the domains to use; empty for all that exist"},
      {"held_out", &Options::held_out, any_value(),
       "the unseen domain, reserved for the test; glyphs: southern if empty"},
      {"base_domain", &Options::base_domain, any_value(),
       "the seen domain of the auxiliary classifier and of pre-training; empty for the one with the most base classes"},
      {"image_size", &Options::image_size, non_negative(),
       "side of the square images in pixels; 0 for 84, or 32 with glyphs and synthetic"},
      {"channels", &Options::channels, between(1, 3),
       "folders, lists and synthetic: 3 for colour, 1 for grey; glyphs have 1"},
      {"augment", &Options::augment, any_value(),
       "folders and lists: random crops, colour jitter and mirroring in training"},
      {"skip_corrupt", &Options::skip_corrupt, any_value(),
       "folders and lists: skip and report images that cannot be decoded, instead of stopping"},
      {"cache", &Options::cache, path(),
       "the folder for decoded images and drawn glyphs; empty for $XDG_CACHE_HOME/evograd or ~/.cache/evograd"},
      {"fonts", &Options::fonts, path(), "glyphs: folders with fonts; empty for those of the Debian packages"},
      {"glyph_style", &Options::glyph_style, one_of({"own", "print", "chalk", "outline", "texture", "mosaic"}),
       "glyphs: each domain's own style, or one style for all, so that only the scripts differ"},
      {"glyph_jitter", &Options::glyph_jitter, non_negative(), "glyphs: strength of the distortions; 1 is strong"},
      {"glyph_samples", &Options::glyph_samples, at_least(2), "glyphs: distinct images per class in evaluation"},
      {"ways", &Options::ways, at_least(2), "classes per episode (N)"},
      {"shots", &Options::shots, at_least(1), "labelled images per class (K)"},
      {"queries", &Options::queries, at_least(1), "images to classify per class in training (Q)"},
      {"domains_drawn", &Options::domains_drawn, one_of({"step", "epoch"}),
       "how often a pseudo-seen and a pseudo-unseen domain are drawn"},
      {"epoch_steps", &Options::epoch_steps, at_least(1), "domains_drawn = \"epoch\": steps per epoch"},
      {"head", &Options::head, one_of(head_names()), "how queries are compared with the support"},
      {"transformation", &Options::transformation, one_of({"none", "fixed", "learned"}),
       "feature-wise transformation: none, with fixed initial scales, or with meta-learned scales"},
      {"gamma_start", &Options::gamma_start, any_value(),
       "initial gamma: scale noise with standard deviation softplus(gamma)"},
      {"beta_start", &Options::beta_start, any_value(),
       "initial beta: shift noise with standard deviation softplus(beta)"},
      {"sites", &Options::sites, any_value(), "the backbone's sites to transform; empty for all"},
      {"auxiliary_batch_size", &Options::auxiliary_batch_size, non_negative(),
       "images of the base domain for the auxiliary classifier per step; 0 for no auxiliary loss"},
      {"auxiliary_decay", &Options::auxiliary_decay, between(0, 1),
       "weight of the auxiliary loss after each period, starting at 1: decay^period"},
      {"auxiliary_periods", &Options::auxiliary_periods, at_least(1), "number of periods of this decay in a run"},
      {"pretraining_batch_size", &Options::pretraining_batch_size, at_least(1),
       "images per batch in pre-training, the classification of the base domain's base classes"},
      {"episodes", &Options::episodes, at_least(2), "test episodes on the unseen domain's novel classes"},
      {"seen_episodes", &Options::seen_episodes, non_negative(),
       "episodes on the validation classes of each seen domain; 0 for none"},
      {"evaluation_queries", &Options::evaluation_queries, at_least(1), "images to classify per class in evaluation"},
      {"evaluation_batch_size", &Options::evaluation_batch_size, at_least(1),
       "images per batch of feature computation in evaluation"},
  };
}

}  // namespace lft
