#include "framework/distributed/launch.hpp"

#include <map>

#include "evograd/error.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;

namespace {

std::optional<Launch> launch(const std::map<std::string, std::string>& variables) {
  return launch_from([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

const std::map<std::string, std::string> kTorchrun = {{"RANK", "3"},
                                                      {"WORLD_SIZE", "8"},
                                                      {"LOCAL_RANK", "1"},
                                                      {"LOCAL_WORLD_SIZE", "2"},
                                                      {"MASTER_ADDR", "node7"},
                                                      {"MASTER_PORT", "29511"}};

std::map<std::string, std::string> with(std::map<std::string, std::string> variables, const std::string& name,
                                        const std::string& value) {
  variables[name] = value;
  return variables;
}

}  // namespace

TEST_CASE("torchrun's variables name this process's place", "[distributed]") {
  const auto place = launch(kTorchrun);
  REQUIRE(place);
  CHECK(place->rank == 3);
  CHECK(place->size == 8);
  CHECK(place->local_rank == 1);
  CHECK(place->local_size == 2);
  CHECK(place->host == "node7");
  CHECK(place->port == 29511);
  CHECK_FALSE(place->store_runs);
  CHECK(launch(with(kTorchrun, "TORCHELASTIC_USE_AGENT_STORE", "True"))->store_runs);
}

TEST_CASE("mpirun's variables do, on one machine without an address", "[distributed]") {
  const std::map<std::string, std::string> variables = {{"OMPI_COMM_WORLD_RANK", "1"},
                                                        {"OMPI_COMM_WORLD_SIZE", "4"},
                                                        {"OMPI_COMM_WORLD_LOCAL_RANK", "1"},
                                                        {"OMPI_COMM_WORLD_LOCAL_SIZE", "4"},
                                                        {"PMIX_NAMESPACE", "123"}};
  const auto place = launch(variables);
  REQUIRE(place);
  CHECK(place->host == "127.0.0.1");
  CHECK(place->port == launch(with(variables, "OMPI_COMM_WORLD_RANK", "0"))->port);
  CHECK(place->port != launch(with(variables, "PMIX_NAMESPACE", "124"))->port);
  const auto far = with(variables, "OMPI_COMM_WORLD_LOCAL_SIZE", "2");
  CHECK_THROWS_WITH(launch(far), ContainsSubstring("mpirun does not say on which machine rank 0 runs") &&
                                     ContainsSubstring("-x MASTER_ADDR=ADDRESS"));
  CHECK(launch(with(far, "MASTER_ADDR", "10.0.0.1"))->host == "10.0.0.1");
}

TEST_CASE("srun's variables do in a step, and not in a batch script", "[distributed]") {
  std::map<std::string, std::string> variables = {
      {"SLURM_JOB_ID", "77"}, {"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "6"}, {"SLURM_LOCALID", "0"}};
  CHECK_FALSE(launch(variables));
  variables["SLURM_STEP_NUM_TASKS"] = "6";
  variables["SLURM_STEP_ID"] = "2";
  for (const auto& [list, first] : std::map<std::string, std::string>{
           {"n[1-3,7],m2", "n1"}, {"gpu04", "gpu04"}, {"a,b", "a"}, {"rack-[012-014]", "rack-012"}, {"x[5]", "x5"}}) {
    INFO(list);
    CHECK(launch(with(variables, "SLURM_STEP_NODELIST", list))->host == first);
  }
}

TEST_CASE("one process, or a launcher that is switched off, is no launch", "[distributed]") {
  CHECK_FALSE(launch({}));
  CHECK_FALSE(launch({{"RANK", "0"}}));
  CHECK_FALSE(launch(with(kTorchrun, "WORLD_SIZE", "1")));
  CHECK_FALSE(launch(with(kTorchrun, "EVOGRAD_DISTRIBUTED", "off")));
}

TEST_CASE("variables that contradict each other are named", "[distributed]") {
  CHECK_THROWS_WITH(launch(with(kTorchrun, "RANK", "8")), ContainsSubstring("this is rank 8 of 8 processes"));
  CHECK_THROWS_WITH(launch(with(kTorchrun, "WORLD_SIZE", "two")), ContainsSubstring("WORLD_SIZE is \"two\""));
  CHECK_THROWS_WITH(launch(with(kTorchrun, "MASTER_PORT", "70000")), ContainsSubstring("MASTER_PORT is 70000"));
}
