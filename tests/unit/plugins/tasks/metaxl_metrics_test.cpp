#include <torch/torch.h>

#include <string>

#include "tasks/metaxl/data/iob.hpp"
#include "tasks/metaxl/data/scores.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace metaxl;
using evograd::test::message_of;

namespace {

using Words = std::vector<std::string>;

EntityScore score_of(const Words& truth, const Words& prediction) {
  EntityScore score;
  score.add(truth, prediction);
  return score;
}

}  // namespace

TEST_CASE("entities are those of the example in seqeval's README") {
  CHECK((entities({"B-PER", "I-PER", "O", "B-LOC"}) == std::vector<Entity>{{"PER", 0, 1}, {"LOC", 3, 3}}));
  EntityScore score;
  score.add({"O", "O", "O", "B-MISC", "I-MISC", "I-MISC", "O"},
            {"O", "O", "B-MISC", "I-MISC", "I-MISC", "I-MISC", "O"});
  score.add({"B-PER", "I-PER", "O"}, {"B-PER", "I-PER", "O"});
  CHECK(score.f1() == 0.5);
  CHECK(score.precision() == 0.5);
  CHECK(score.recall() == 0.5);
  CHECK(score.true_entities() == 2);
}

TEST_CASE("an I- that continues nothing begins an entity, and a change of type ends one") {
  CHECK((entities({"I-PER", "I-PER", "O", "I-LOC"}) == std::vector<Entity>{{"PER", 0, 1}, {"LOC", 3, 3}}));
  CHECK((entities({"B-PER", "I-LOC", "I-LOC"}) == std::vector<Entity>{{"PER", 0, 0}, {"LOC", 1, 2}}));
  CHECK((entities({"B-PER", "B-PER", "I-PER"}) == std::vector<Entity>{{"PER", 0, 0}, {"PER", 1, 2}}));
  CHECK((entities({"I-A-B", "I-A-B"}) == std::vector<Entity>{{"A-B", 0, 1}}));
  CHECK(entities({"O", "O"}).empty());
  CHECK(entities({}).empty());
  CHECK(message_of([] { entities({"S-PER"}); }).find("'S-PER'") != std::string::npos);
}

TEST_CASE("a prediction that lacks the B- is right in the default mode") {
  const auto score = score_of({"B-PER", "I-PER", "O"}, {"I-PER", "I-PER", "O"});
  CHECK(score.f1() == 1);
}

TEST_CASE("type, first and last token must all agree, and counts are pooled over types and sentences") {
  EntityScore score;
  score.add({"B-PER", "O", "B-LOC", "I-LOC", "O"}, {"B-LOC", "O", "B-LOC", "O", "O"});  // wrong type, wrong end
  score.add({"B-LOC", "O", "O"}, {"B-LOC", "B-PER", "O"});                              // right, and one too many
  score.add({"B-PER", "O"}, {"O", "O"});                                                // missed
  CHECK(score.correct() == 1);
  CHECK(score.predicted() == 4);
  CHECK(score.true_entities() == 4);
  score.add({"B-PER", "B-PER"}, {"B-PER", "I-PER"});  // two true ones, one of them predicted, which is neither
  CHECK(score.precision() == Approx(1.0 / 5));
  CHECK(score.recall() == Approx(1.0 / 6));
  CHECK(score.f1() == Approx(2.0 / 11));  // 2 · (1/5)(1/6) / (1/5 + 1/6)
}

TEST_CASE("entities of different sentences are never joined") {
  EntityScore score;
  score.add({"B-PER"}, {"B-PER"});
  score.add({"I-PER"}, {"I-PER"});
  CHECK(score.correct() == 2);
}

TEST_CASE("without entities the scores are 0, not a division by it") {
  const auto none = score_of({"O"}, {"O"});
  CHECK(none.precision() == 0);
  CHECK(none.recall() == 0);
  CHECK(none.f1() == 0);
  CHECK(score_of({"B-PER"}, {"O"}).f1() == 0);
  CHECK(score_of({"O"}, {"B-PER"}).precision() == 0);
}

TEST_CASE("accuracy counts samples, macro accuracy counts classes that have some") {
  ClassScore score(4);
  for (int i = 0; i < 8; ++i) score.add(0, i < 6 ? 0 : 3);
  score.add(1, 0);
  score.add(2, 2);
  CHECK(score.count() == 10);
  CHECK(score.accuracy() == Approx(0.7));                           // 6 + 0 + 1 of 10
  CHECK(score.macro_accuracy() == Approx((0.75 + 0.0 + 1.0) / 3));  // class 3 has no sample
  CHECK(ClassScore(2).accuracy() == 0);
  CHECK(ClassScore(2).macro_accuracy() == 0);
  CHECK(message_of([&] { score.add(0, 4); })
            .find("class 4 is out of range; number of classes: "
                  "4") != std::string::npos);
  CHECK(score.count() == 10);
  ClassScore only(1);
  only.add(0, ClassScore::none);  // wrong, even where there is one class alone
  CHECK(only.accuracy() == 0);
  CHECK(message_of([&] { only.add(ClassScore::none, 0); })
            .find("class -1 is out of range; number of classes: "
                  "1") != std::string::npos);
}
