#include "framework/metrics/tensorboard_events.hpp"

#include <boost/crc.hpp>
#include <cstdint>

#include "framework/metrics/metric_numbers.hpp"
#include "tensorboard_event.pb.h"

namespace evograd::host {
namespace {

template <class Unsigned>
void append_lowest_first(std::string& bytes, Unsigned number) {
  for (std::size_t i = 0; i < sizeof number; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xff);
}

/// CRC-32C, rotated and offset as in TFRecord files.
std::uint32_t masked_checksum(std::string_view bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  const auto sum = static_cast<std::uint32_t>(crc.checksum());
  return ((sum >> 15) | (sum << 17)) + 0xa282ead8U;
}

}  // namespace

std::string tensorflow_record(std::string_view message) {
  std::string record;
  append_lowest_first(record, static_cast<std::uint64_t>(message.size()));
  append_lowest_first(record, masked_checksum(record));
  record += message;
  append_lowest_first(record, masked_checksum(message));
  return record;
}

std::string tensorboard_header(double wall_time) {
  tensorboard::Event event;
  event.set_wall_time(wall_time);
  event.set_file_version("brain.Event:2");
  return tensorflow_record(event.SerializeAsString());
}

std::string tensorboard_event(const MetricRecord& record, double wall_time) {
  const auto numbers = metric_numbers(record, /*with_curves=*/false);
  if (numbers.empty()) return {};
  tensorboard::Event event;
  event.set_wall_time(wall_time);
  event.set_step(record.step);
  for (const auto& [name, value] : numbers) {
    auto* scalar = event.mutable_summary()->add_value();
    scalar->set_tag(name);
    scalar->set_simple_value(static_cast<float>(value));
  }
  return tensorflow_record(event.SerializeAsString());
}

}  // namespace evograd::host
