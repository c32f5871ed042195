#include "tests/catch.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using evograd::host::to_toml;
using evograd::test::ManifestFolder;
using evograd::test::toy_tables;

TEST_CASE("Parameter groups are read, and written as they were", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", toy_tables + R"([optimizer.base]
use = "adamw"
lr = 1e-4
[[optimizer.base.group]]
parameters = ["head.*"]
lr = 1e-3
[[optimizer.base.group]]
parameters = ["*.bias", "*norm*"]
weight_decay = 0
)");
  const auto manifest = folder.load({"m.toml"});
  const auto& groups = manifest.base_optimizer.options.groups;
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].parameters == std::vector<std::string>{"head.*"});
  CHECK(groups[0].lr == 1e-3);
  CHECK_FALSE(groups[0].weight_decay);
  CHECK_FALSE(groups[1].lr);
  CHECK(groups[1].weight_decay == 0.0);
  const auto text = to_toml(manifest, false);
  CHECK(text.find(R"(
[[optimizer.base.group]]
parameters = ["head.*"]
lr = 0.001

[[optimizer.base.group]]
parameters = ["*.bias", "*norm*"]
weight_decay = 0.0
)") != std::string::npos);
  folder.write("again.toml", text);
  CHECK(to_toml(folder.load({"again.toml"}), false) == text);
}

TEST_CASE("Mistakes in parameter groups are reported together", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", toy_tables + R"([optimizer.base]
use = "sgd"
[[optimizer.base.group]]
parameter = ["head.*"]
lr = 1e-3
[[optimizer.base.group]]
parameters = ["*.bias"]
[[optimizer.base.group]]
parameters = "*.bias"
lr = -1
)");
  const auto report = folder.report({"m.toml"});
  CHECK(report.find("unknown option 'parameter' in [[optimizer.base.group]]") != std::string::npos);
  CHECK(report.find("did you mean 'parameters'?") != std::string::npos);
  CHECK(report.find("[[optimizer.base.group]]: the group has no setting") != std::string::npos);
  CHECK(report.find("'parameters' is \"*.bias\", must be a list of strings") != std::string::npos);
  CHECK(report.find("'lr' is -1") != std::string::npos);

  folder.write("table.toml", toy_tables + "[optimizer.base.group]\nlr = 1\n[optimizer.meta]\ngroup = 3\n");
  const auto other = folder.report({"table.toml"});
  CHECK(other.find("'group' is a table, must be a list of tables") != std::string::npos);
  CHECK(other.find("unknown option 'group' for optimizer 'adam'") != std::string::npos);
}
