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
      {"folder", &Options::folder, any_value(), "folders and lists: where the domains lie, relative to the manifest"},
      {"list_root", &Options::list_root, any_value(),
       "lists: the folder that image paths are relative to, when it is not the list's own"},
      {"domains", &Options::domains, any_value(), "which domains to use; empty for all that are there"},
      {"held_out", &Options::held_out, any_value(),
       "the unseen domain, kept for the test; glyphs: southern when empty"},
      {"base_domain", &Options::base_domain, any_value(),
       "the seen domain of the auxiliary classifier and of pre-training; empty for the one with the most base classes"},
      {"image_size", &Options::image_size, non_negative(),
       "side of the square images in pixels; 0 for 84, glyphs and synthetic 32"},
      {"channels", &Options::channels, between(1, 3),
       "folders, lists and synthetic: 3 for colour, 1 for grey; glyphs have 1"},
      {"augment", &Options::augment, any_value(),
       "folders and lists: random crops, colour jitter and mirroring in training"},
      {"skip_corrupt", &Options::skip_corrupt, any_value(),
       "folders and lists: leave out images that cannot be decoded, and say which, instead of stopping"},
      {"cache", &Options::cache, any_value(),
       "where decoded images and drawn glyphs are kept; empty for $XDG_CACHE_HOME/evograd or ~/.cache/evograd"},
      {"fonts", &Options::fonts, any_value(), "glyphs: folders with the fonts; empty for those of the Debian packages"},
      {"glyph_style", &Options::glyph_style, one_of({"own", "print", "chalk", "outline", "texture", "mosaic"}),
       "glyphs: each domain's own rendering, or one for all, which leaves the scripts as the only difference"},
      {"glyph_jitter", &Options::glyph_jitter, non_negative(), "glyphs: strength of the distortions; 1 is strong"},
      {"glyph_samples", &Options::glyph_samples, at_least(2), "glyphs: distinct images of a class in evaluation"},
      {"ways", &Options::ways, at_least(2), "classes of an episode (N)"},
      {"shots", &Options::shots, at_least(1), "labelled images of each class (K)"},
      {"queries", &Options::queries, at_least(1), "images to classify of each class in training (Q)"},
      {"domains_drawn", &Options::domains_drawn, one_of({"step", "epoch"}),
       "how often a pseudo-seen and a pseudo-unseen domain are drawn"},
      {"epoch_steps", &Options::epoch_steps, at_least(1), "domains_drawn = \"epoch\": steps of an epoch"},
      {"head", &Options::head, one_of(head_names()), "how queries are compared with the support"},
      {"transformation", &Options::transformation, one_of({"none", "fixed", "learned"}),
       "feature-wise transformation: without, with the scales it starts with, or with meta-learned scales"},
      {"gamma_start", &Options::gamma_start, any_value(),
       "gamma at the start: scale noise of deviation softplus(gamma)"},
      {"beta_start", &Options::beta_start, any_value(), "beta at the start: shift noise of deviation softplus(beta)"},
      {"sites", &Options::sites, any_value(), "the backbone's sites to transform; empty for all"},
      {"auxiliary_batch_size", &Options::auxiliary_batch_size, non_negative(),
       "images of the base domain that the auxiliary classifier sees each step; 0 for no auxiliary loss"},
      {"auxiliary_decay", &Options::auxiliary_decay, between(0, 1),
       "weight of the auxiliary loss after each period, starting at 1: decay^period"},
      {"auxiliary_periods", &Options::auxiliary_periods, at_least(1), "periods of that decay in a run"},
      {"pretraining_batch_size", &Options::pretraining_batch_size, at_least(1),
       "images of a batch in pre-training, classification of the base domain's base classes"},
      {"episodes", &Options::episodes, at_least(2), "test episodes on the unseen domain's novel classes"},
      {"seen_episodes", &Options::seen_episodes, non_negative(),
       "episodes on the validation classes of each seen domain; 0 for none"},
      {"evaluation_queries", &Options::evaluation_queries, at_least(1),
       "images to classify of each class in evaluation"},
      {"evaluation_batch_size", &Options::evaluation_batch_size, at_least(1),
       "images whose features are computed at once in evaluation"},
  };
}

}  // namespace lft
