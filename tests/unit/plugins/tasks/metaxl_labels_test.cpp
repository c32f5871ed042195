#include <torch/torch.h>

#include <string>

#include "tasks/metaxl/data/label_set.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace metaxl;
using evograd::test::has;
using evograd::test::message_of;

namespace {

using Words = std::vector<std::string>;

/// A text of one sentence a part: all of `tags`, but the last of them in the test part alone.
TaggedParts tagged(const Words& tags) {
  TaggedParts parts;
  Words first(tags.begin(), tags.end() - 1);
  parts[Part::train].sentences.push_back({Words(first.size(), "word"), first});
  parts[Part::test].sentences.push_back({{"word"}, {tags.back()}});
  return parts;
}

std::string refusal(Words source, Words target, TagScheme scheme, const LabelOptions& options = {}) {
  return message_of([&] {
    auto of_source = tagged(source);
    auto of_target = tagged(target);
    share_labels(of_source, of_target, scheme, options);
  });
}

const Words wiki = {"B-PER", "I-PER", "O", "B-LOC", "B-MISC"};
const Words masakha = {"B-LOC", "O", "B-PER", "B-DATE", "I-DATE"};

}  // namespace

TEST_CASE("sides with the same labels share them: sorted types of all parts after O, or sorted tags") {
  auto source = tagged({"B-PER", "I-PER", "O", "B-LOC"});
  auto target = tagged({"B-LOC", "O", "B-PER"});
  const auto set = share_labels(source, target, TagScheme::iob2);
  CHECK(set.tags() == Words{"O", "B-LOC", "I-LOC", "B-PER", "I-PER"});
  CHECK(set.number("B-PER") == 3);
  CHECK(set.tag(4) == "I-PER");

  auto words = tagged({"VERB", "NOUN", "ADJ"});
  auto others = tagged({"ADJ", "NOUN", "VERB", "NOUN"});
  CHECK(share_labels(words, others, TagScheme::plain).tags() == Words{"ADJ", "NOUN", "VERB"});
  CHECK(has(message_of([&] { set.number("B-DATE"); }), "unknown label 'B-DATE'"));
}

TEST_CASE("labels of one side alone are refused, with the rules that would map them") {
  const auto message = refusal(wiki, masakha, TagScheme::iob2);
  CHECK(has(message, "only the source has MISC; only the target has DATE"));
  CHECK(has(message, "label_mapping = [\"DATE=O\", \"MISC=O\"]"));
  CHECK(has(message, "labels = \"union\""));
  const auto plain = refusal({"NOUN", "VERB", "X"}, {"VERB", "NOUN"}, TagScheme::plain);
  CHECK(has(plain, "only the source has X\n"));
  CHECK(has(plain, "label_mapping = [\"X=LABEL\"] maps them, LABEL being one of NOUN, VERB"));
}

TEST_CASE("the union keeps the labels of either side") {
  auto source = tagged(wiki);
  auto target = tagged(masakha);
  const auto set = share_labels(source, target, TagScheme::iob2, {.labels = "union"});
  CHECK(set.tags() == Words{"O", "B-DATE", "I-DATE", "B-LOC", "I-LOC", "B-MISC", "I-MISC", "B-PER", "I-PER"});
}

TEST_CASE("rules act on types, on both sides and in all parts, and O takes the whole entity away") {
  auto source = tagged(wiki);
  auto target = tagged(masakha);
  const auto set = share_labels(source, target, TagScheme::iob2, {.label_mapping = {"DATE=O", "MISC=O"}});
  CHECK(set.size() == 5);
  CHECK(source[Part::test].sentences[0].tags == Words{"O"});
  CHECK(target[Part::train].sentences[0].tags == Words{"B-LOC", "O", "B-PER", "O"});
  CHECK(target[Part::test].sentences[0].tags == Words{"O"});
}

TEST_CASE("a rule renames, and no rule sees what another gives") {
  auto source = tagged({"B-GPE", "I-GPE", "O", "B-LOC"});
  auto target = tagged({"B-LOC", "I-LOC", "B-FAC"});
  share_labels(source, target, TagScheme::iob2,
               {
                   .label_mapping = {"GPE=LOC", "LOC=FAC", "FAC=LOC"},
               });
  CHECK(source[Part::train].sentences[0].tags == Words{"B-LOC", "I-LOC", "O"});
  CHECK(source[Part::test].sentences[0].tags == Words{"B-FAC"});
  CHECK(target[Part::train].sentences[0].tags == Words{"B-FAC", "I-FAC"});

  auto words = tagged({"O", "NOUN"});  // O is a tag like any other where tags are plain
  auto others = tagged({"NOUN", "P"});
  CHECK(share_labels(words, others, TagScheme::plain, {.label_mapping = {"P=O"}}).tags() == Words{"NOUN", "O"});
}

TEST_CASE("a rule that is none, is doubled or is for nobody's label is refused") {
  const auto with = [](const Words& rules) {
    return refusal(wiki, masakha, TagScheme::iob2, {.label_mapping = rules});
  };
  for (const std::string rule : {"DATE", "=O", "DATE=", "A=B=C", ""}) {
    CHECK(has(with({rule}), "the rule '" + rule + "' is not of the form LABEL=LABEL"));
  }
  CHECK(has(with({"DATE=O", "DATE=MISC"}), "two rules for 'DATE'"));
  CHECK(has(with({"DTE=O"}), "'DTE=O' is for a label that neither source nor target has"));
  CHECK(has(with({"B-DATE=O"}), "the labels are: DATE, LOC, MISC, PER"));
  CHECK(has(with({"DATE=O", "MISC=O", "PER=O", "LOC=O"}), "neither source nor target has an entity"));
  CHECK(has(refusal(wiki, masakha, TagScheme::iob2, {.labels = "both"}), "unknown value 'both'"));
}
