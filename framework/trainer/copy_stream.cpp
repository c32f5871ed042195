#include "framework/trainer/copy_stream.hpp"

#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace evograd::host {

CopyStream::CopyStream(c10::Device device) {
  if (device.is_cpu()) return;
  stream_ = c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device);
  copied_.emplace(device.type());
}

StepBatches CopyStream::make(const std::function<StepBatches()>& make) {
  if (!stream_) return make();
  const c10::StreamGuard guard(*stream_);
  auto batches = make();
  copied_->record(*stream_);
  return batches;
}

void CopyStream::join(const StepBatches& batches) {
  if (!stream_) return;
  const auto computing = c10::impl::VirtualGuardImpl(stream_->device_type()).getStream(stream_->device());
  copied_->block(computing);
  const auto keep = [&](const Batch& batch) {
    for (const auto& [name, tensor] : batch.tensors()) tensor.record_stream(computing);
  };
  for (const auto& batch : batches.training) keep(batch);
  keep(batches.validation);
}

}  // namespace evograd::host
