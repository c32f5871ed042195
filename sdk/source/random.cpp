#include "evograd/random.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>

#include <mutex>

namespace evograd {
namespace {

/// The finalizer of SplitMix64: a bijection of 64-bit words in which every input bit changes half of the output bits.
std::uint64_t mixed(std::uint64_t word) {
  word += 0x9e3779b97f4a7c15ULL;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9ULL;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebULL;
  return word ^ (word >> 31);
}

}  // namespace

RandomKey::RandomKey(std::uint64_t seed) : value_(mixed(seed)) {}

RandomKey RandomKey::fold(std::string_view name) const {
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return fold(hash);
}

RandomKey RandomKey::fold(std::uint64_t number) const {
  RandomKey folded = *this;
  folded.value_ = mixed(value_ ^ mixed(number));
  return folded;
}

at::Generator RandomKey::generator() const { return at::detail::createCPUGenerator(value_); }

std::array<std::uint32_t, 4> philox(std::uint64_t key, std::uint64_t block, std::uint64_t block_high) {
  std::array<std::uint32_t, 4> c = {static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32),
                                    static_cast<std::uint32_t>(block_high),
                                    static_cast<std::uint32_t>(block_high >> 32)};
  auto k0 = static_cast<std::uint32_t>(key);
  auto k1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = 0xD2511F53ULL * c[0];
    const std::uint64_t product1 = 0xCD9E8D57ULL * c[2];
    c = {static_cast<std::uint32_t>(product1 >> 32) ^ c[1] ^ k0, static_cast<std::uint32_t>(product1),
         static_cast<std::uint32_t>(product0 >> 32) ^ c[3] ^ k1, static_cast<std::uint32_t>(product0)};
    k0 += 0x9E3779B9U;
    k1 += 0xBB67AE85U;
  }
  return c;
}

GlobalGeneratorGuard::GlobalGeneratorGuard(RandomKey key, c10::Device device)
    : generator_(at::globalContext().defaultGenerator(device)) {
  const std::lock_guard<std::mutex> lock(generator_.mutex());
  state_ = generator_.get_state();
  generator_.set_current_seed(key.value());
}

GlobalGeneratorGuard::~GlobalGeneratorGuard() {
  const std::lock_guard<std::mutex> lock(generator_.mutex());
  generator_.set_state(state_);
}

}  // namespace evograd
