#pragma once

#include <cstdint>
#include <string>

#include "evograd/options.hpp"

namespace evograd::host {

/// The settings of [distributed], which count if a launcher has started several processes.
struct DistributedOptions {
  std::string split = "auto";
  std::string backend = "auto";
  std::string interface;
  std::string batch_norm = "parts";
  bool shard_optimizer = false;
  double timeout = 60;
  double start_timeout = 600;

  static Schema<DistributedOptions> schema() {
    using O = DistributedOptions;
    return {
        {"split", &O::split, one_of({"auto", "examples", "points", "none"}),
         "what processes share: the examples of each batch, the points at which an estimator compares losses, or both "
         "(auto); none ignores the launcher"},
        {"backend", &O::backend, one_of({"auto", "gloo", "nccl"}),
         "what carries tensors between processes; auto takes nccl on GPUs, if this LibTorch has it, else gloo"},
        {"interface", &O::interface, any_value(),
         "network interface of gloo, such as \"eth0\"; empty for the one that has the host's address"},
        {"batch_norm", &O::batch_norm, one_of({"parts", "synchronized"}),
         "which examples give batch normalization its statistics: each process's part, or the parts of all"},
        {"shard_optimizer", &O::shard_optimizer, any_value(),
         "each process keeps the moments of its part of the parameters alone and updates that part"},
        {"timeout", &O::timeout, positive(), "seconds after which a process that does not answer ends the run"},
        {"start_timeout", &O::start_timeout, positive(), "seconds to wait at the start until all processes are there"},
    };
  }
};

}  // namespace evograd::host
