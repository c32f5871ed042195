#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace metaxl {

/// Precision, recall and F1 of entities over a set of sentences, micro-averaged over types, computed like seqeval's
/// default mode: an entity is found if type, first and last token agree (see entities()).
class EntityScore {
 public:
  /// Adds a sentence; both are IOB tags, of the same length.
  void add(const std::vector<std::string>& truth, const std::vector<std::string>& prediction);

  std::int64_t correct() const { return correct_; }
  std::int64_t predicted() const { return predicted_; }
  std::int64_t true_entities() const { return true_; }

  double precision() const;  ///< fraction of the predicted entities that are correct; 0 if there are none
  double recall() const;     ///< fraction of the true entities that are found; 0 if there are none
  double f1() const;         ///< their harmonic mean; 0 if both are 0

 private:
  std::int64_t correct_ = 0;
  std::int64_t predicted_ = 0;
  std::int64_t true_ = 0;
};

/// Accuracies over samples, or tokens, of all classes.
class ClassScore {
 public:
  explicit ClassScore(std::int64_t classes);

  /// The prediction of a sample that the model did not receive: always wrong.
  static constexpr std::int64_t none = -1;

  /// Adds a sample; throws Error on a class that is not in 0 … classes − 1.
  void add(std::int64_t truth, std::int64_t prediction);

  std::int64_t count() const;
  double accuracy() const;        ///< of all samples; 0 if there are none
  double macro_accuracy() const;  ///< mean of the classes' accuracies, over classes with a sample; 0 if there are none

 private:
  struct Tally {
    std::int64_t correct = 0;
    std::int64_t samples = 0;
  };
  std::vector<Tally> tallies_;
};

}  // namespace metaxl
