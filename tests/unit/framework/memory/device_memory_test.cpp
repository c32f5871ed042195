#include "framework/memory/device_memory.hpp"

#include <torch/torch.h>

#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/unit/framework/memory/allocator_fixture.hpp"

namespace evograd::host {

TEST_CASE("DeviceMemory reads live and peak bytes of a device", "[memory]") {
  const AllocatorFixture fixture(AllocatorMode::caching);
  const c10::Device device(torch::cuda::is_available() ? torch::kCUDA : torch::kCPU);
  const DeviceMemory memory(device);
  memory.reset_peak();
  const auto before = memory.live_bytes();
  {
    // A multiple of 512 bytes, the unit in which CUDA memory is handed out.
    const auto tensor = torch::empty({4096}, torch::TensorOptions().device(device).dtype(torch::kFloat32));
    CHECK(memory.live_bytes() == before + 16384);
  }
  CHECK(memory.live_bytes() == before);
  CHECK(memory.peak_bytes() == before + 16384);
  memory.reset_peak();
  CHECK(memory.peak_bytes() == before);
}

TEST_CASE("DeviceMemory refuses devices that it cannot read", "[memory]") {
  CHECK_THROWS_AS(DeviceMemory(c10::Device("meta")), Error);
  if (!torch::cuda::is_available()) CHECK_THROWS(DeviceMemory(c10::Device("cuda")));
}

}  // namespace evograd::host
