#include "framework/checkpoint/checkpoint_file.hpp"

namespace evograd::host {
namespace {

constexpr SealedKind kCheckpoint{.format = "evograd checkpoint 1",
                                 .noun = "checkpoint of a run",
                                 .help = "delete this file; an earlier checkpoint is used if there is one"};

}  // namespace

void write_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint) {
  write_sealed(file, kCheckpoint, checkpoint);
}

Checkpoint read_checkpoint(const std::filesystem::path& file) { return read_sealed(file, kCheckpoint); }

}  // namespace evograd::host
