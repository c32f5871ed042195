#include "framework/compare/across_comparisons.hpp"

#include "evograd/error.hpp"
#include "framework/run/run_folder.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace evograd::host;

namespace {

class Comparisons {
 public:
  /// The scores of each estimator under seeds 1, 2 …; a negative one is a failed run.
  std::filesystem::path add(const std::string& name, const std::string& control,
                            const std::vector<std::pair<std::string, std::vector<double>>>& scores) {
    Json cells = Json::array();
    for (const auto& [estimator, values] : scores) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        Json cell = {{"estimator", estimator}, {"seed", i + 1}, {"status", values[i] < 0 ? "failed" : "finished"}};
        if (values[i] >= 0) cell["score"] = values[i];
        cells.push_back(cell);
      }
    }
    return write(name, Json{{"control", control}, {"cells", cells}}.dump());
  }
  std::filesystem::path write(const std::string& name, const std::string& text) {
    return root_.write(std::filesystem::path(name) / "compare.json", text).parent_path();
  }

 private:
  evograd::test::ScratchFolder root_;
};

std::string message(const std::vector<std::filesystem::path>& folders) {
  try {
    across_comparisons(folders);
  } catch (const evograd::Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("comparisons are averaged, and differences paired by seed over all of them") {
  Comparisons files;
  const auto is = files.add("is", "none", {{"none", {50, 60}}, {"a,b:c=[\"d\"]", {53, 61}}, {"broken", {-1, 70}}});
  const auto so = files.add("so", "none", {{"none", {40, 40}}, {"a,b:c=[\"d\"]", {39, 41}}, {"broken", {-1, -1}}});
  // Differences: of the first seed (3 − 1)/2 = 1, of the second (1 + 1)/2 = 1; with one more point in the first seed
  // 2, 1.
  CHECK(across_comparisons({is / "", so}).markdown() ==
        "| estimator | is | so | mean | − first | 95 % | ahead |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        "| `none` | 55.0 | 40.0 | 47.50 |  |  |  |\n"
        "| `a,b:c=[\"d\"]` | 57.0 | 40.0 | 48.50 | +1.00 | ± 0.00 | 1 of 2 |\n"
        "| `broken` | 70.0 | – | – | – | – | – |\n");
  const auto ka = files.add("ka", "none", {{"none", {50, 60}}, {"a", {48, 59}}});
  // Differences −2 and −1: mean −1.5, deviation 1/√2, interval 12.706/2.
  CHECK(across_comparisons({ka}).markdown().find("| `a` | 53.5 | 53.50 | -1.50 | ± 6.35 | 0 of 1 |\n") !=
        std::string::npos);
}

TEST_CASE("where the control lacks a seed nothing is compared with it") {
  Comparisons files;
  const auto one = files.add("one", "none", {{"none", {50, -1}}, {"a", {48, 59}}});
  CHECK(across_comparisons({one}).markdown().find("| `a` | 53.5 | 53.50 | – | – | – |\n") != std::string::npos);
}

TEST_CASE("what is no comparison, and one with another control, are refused") {
  Comparisons files;
  const auto one = files.add("one", "none", {{"none", {50}}});
  const auto other = files.add("other", "t1-t2", {{"t1-t2", {50}}});
  CHECK(message({one, other}) == other.string() + ": compares with 't1-t2', " + one.string() +
                                     " with 'none'\n  help: specify comparisons with the same first estimator");
  CHECK(message({one / "nowhere"}) == (one / "nowhere" / "compare.json").string() +
                                          ": cannot be read\n  help: specify the folder of a finished evograd compare");
  for (const char* text : {"{\"control\": 1}", "{\"control\": \"none\", \"cells\": [{}]}"}) {
    CHECK(message({files.write("odd", text)}).find("is not in the format of evograd compare") != std::string::npos);
  }
  CHECK(message({files.write("cut", "{\"control\": ")}).find("is not a JSON object") != std::string::npos);
}
