#pragma once

#include <filesystem>
#include <string>

#include "tests/catch.hpp"
#include "tests/integration/program.hpp"

namespace evograd::test {

inline const std::string kCluster = EVOGRAD_SOURCE_FOLDER "/tests/slurm/cluster.sh";

/// A Slurm of two nodes with its files in a folder, for as long as the scope lasts.
class Cluster {
 public:
  explicit Cluster(const std::filesystem::path& folder) : folder_(folder) {
    const auto started = shell(kCluster + " start " + folder_.string());
    INFO(started.out << started.err);
    REQUIRE(started.exit_code == 0);
  }
  ~Cluster() { shell(kCluster + " stop " + folder_.string()); }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  std::string environment() const { return ". " + (folder_ / "environment").string() + "\n"; }

 private:
  std::filesystem::path folder_;
};

}  // namespace evograd::test
