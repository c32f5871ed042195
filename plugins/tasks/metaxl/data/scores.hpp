#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace metaxl {

/// Precision, recall and F1 of entities over a set of sentences, micro-averaged over types, as seqeval computes them in
/// its default mode: an entity is found when type, first and last token agree (see entities()).
class EntityScore {
 public:
  /// Counts a sentence; both hold IOB tags, as many of one as of the other.
  void add(const std::vector<std::string>& truth, const std::vector<std::string>& prediction);

  std::int64_t correct() const { return correct_; }
  std::int64_t predicted() const { return predicted_; }
  std::int64_t true_entities() const { return true_; }

  double precision() const;  ///< share of the predicted entities that are right; 0 without any
  double recall() const;     ///< share of the true entities that are found; 0 without any
  double f1() const;         ///< their harmonic mean; 0 when both are 0

 private:
  std::int64_t correct_ = 0;
  std::int64_t predicted_ = 0;
  std::int64_t true_ = 0;
};

/// Shares of correct classes among samples, or tokens, of all classes.
class ClassScore {
 public:
  explicit ClassScore(std::int64_t classes);

  /// What stands for the prediction of a sample that the model was not shown: wrong, whatever the truth.
  static constexpr std::int64_t none = -1;

  /// Counts a sample; throws Error on a class that is not in 0 … classes − 1.
  void add(std::int64_t truth, std::int64_t prediction);

  std::int64_t count() const;
  double accuracy() const;        ///< of all samples; 0 without any
  double macro_accuracy() const;  ///< mean of the classes' own, over classes with a sample; 0 without any

 private:
  struct Tally {
    std::int64_t correct = 0;
    std::int64_t samples = 0;
  };
  std::vector<Tally> tallies_;
};

}  // namespace metaxl
