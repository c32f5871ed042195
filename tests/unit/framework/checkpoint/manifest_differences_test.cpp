#include "framework/checkpoint/manifest_differences.hpp"

#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using evograd::test::ManifestFolder;
using evograd::test::toy_tables;

namespace {

std::string refusal(const ManifestFolder& folder, const std::vector<std::string>& changes,
                    const std::vector<std::string>& allowed) {
  const auto before = manifest_values(folder.load({.file = "a.toml"}));
  const auto now = folder.load({.file = "a.toml", .settings = changes});
  try {
    require_same_manifest("run/step-7", before, now, allowed);
  } catch (const evograd::Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a manifest that differs from the checkpoint's is refused, each difference by its name") {
  const ManifestFolder folder;
  folder.write("a.toml", toy_tables);
  CHECK(refusal(folder, {}, {}) == "");
  const auto text = refusal(folder, {"estimator.sigma=0.5", "seed=9"}, {});
  CHECK_THAT(text, ContainsSubstring("run/step-7: was made with a different manifest or different plugins:"));
  CHECK_THAT(text, ContainsSubstring("\n    seed: 1 in the checkpoint, 9 now (--set)"));
  CHECK_THAT(text,
             ContainsSubstring("\n    estimator.sigma: ") && ContainsSubstring(" in the checkpoint, 0.5 now (--set)"));
  CHECK_THAT(text, ContainsSubstring("resume anyway with --allow-change seed --allow-change estimator.sigma"));
}

TEST_CASE("what is allowed by key or by table is not refused, and a word that means nothing is") {
  const ManifestFolder folder;
  folder.write("a.toml", toy_tables);
  const std::vector<std::string> changes{"estimator.sigma=0.5", "estimator.candidates=5"};
  CHECK(refusal(folder, changes, {"estimator.sigma", "estimator.candidates"}) == "");
  CHECK(refusal(folder, changes, {"estimator"}) == "");
  const auto one = refusal(folder, changes, {"estimator.sigma"});
  CHECK_THAT(one, ContainsSubstring("estimator.candidates: ") && !ContainsSubstring("estimator.sigma"));
  CHECK_THAT(refusal(folder, {}, {"estimator.sigmaa"}), ContainsSubstring("did you mean 'estimator.sigma'?"));
  CHECK_THAT(refusal(folder, {}, {"sigma"}), ContainsSubstring("is neither a key nor a table of the manifest"));
}

TEST_CASE("the hash of a plugin and the versions count, the place of a plugin does not") {
  const ManifestFolder folder;
  folder.write("a.toml", toy_tables);
  const auto manifest = folder.load({.file = "a.toml"});
  auto before = manifest_values(manifest);
  CHECK_FALSE(before.contains("plugin.toy.path"));
  before["plugin.toy.sha256"] = "\"another\"";
  before["host.torch"] = "\"1.0.0\"";
  before["task.gone"] = "3";
  const auto differences = manifest_differences(before, manifest);
  REQUIRE(differences.size() == 3);
  CHECK(differences[0].key == "plugin.toy.sha256");
  CHECK(differences[1].key == "host.torch");
  CHECK(differences[2].key == "task.gone");
  CHECK(differences[2].now.empty());
}
