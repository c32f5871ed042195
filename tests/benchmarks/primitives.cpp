// What the operations that are ours cost by themselves, on the 464,154 weights of ResNet-32, beside LibTorch's own.

#include <benchmark/benchmark.h>
#include <torch/torch.h>

#include "data/images/augmentation.hpp"
#include "evograd/flat_parameters.hpp"
#include "evograd/perturbation.hpp"
#include "framework/memory/cpu_allocator.hpp"
#include "framework/optimizer/flat_optimizer.hpp"

using namespace evograd;

namespace {

constexpr std::int64_t kWeights = 464154;

Perturbation perturbation(Noise kind) { return {RandomKey(1), kind, 1e-3, {{0, kWeights}}}; }

void perturb(benchmark::State& state, Noise kind) {
  auto point = torch::zeros({kWeights});
  const auto noise = perturbation(kind);
  for (auto _ : state) noise.add_to(point, 1);
}

void dot(benchmark::State& state, Noise kind) {
  const auto vector = torch::ones({kWeights});
  const auto noise = perturbation(kind);
  for (auto _ : state) benchmark::DoNotOptimize(noise.dot(vector));
}

/// What a perturbation costs that is drawn and added by LibTorch.
void perturb_by_libtorch(benchmark::State& state) {
  auto point = torch::zeros({kWeights});
  for (auto _ : state) point.add_(torch::randn_like(point).sign_(), 1e-3);
}

void copy_point(benchmark::State& state) {
  auto point = torch::zeros({kWeights});
  const auto from = torch::ones({kWeights});
  for (auto _ : state) point.copy_(from);
}

/// A network of `count` layers whose weights are 464,154 in all.
torch::nn::Sequential layers(std::int64_t count) {
  torch::nn::Sequential network;
  for (std::int64_t i = 0; i < count; ++i) network->push_back(torch::nn::Linear(1, kWeights / count / 2));
  return network;
}

void flat_sgd(benchmark::State& state) {
  const auto network = layers(95);
  FlatParameters flat(network.ptr());
  const auto options = host::parse_optimizer("sgd", {{"lr", 0.1}, {"momentum", 0.9}, {"weight_decay", 5e-4}});
  host::FlatOptimizer optimizer(options, flat, 1);
  for (auto _ : state) optimizer.step(0);
}

void sgd_by_libtorch(benchmark::State& state) {
  const auto network = layers(95);
  for (auto& parameter : network->parameters()) parameter.mutable_grad() = torch::zeros_like(parameter);
  torch::optim::SGD optimizer(network->parameters(), torch::optim::SGDOptions(0.1).momentum(0.9).weight_decay(5e-4));
  for (auto _ : state) optimizer.step();
}

/// An activation of state.range(0) KiB is allocated, written and freed.
void activation(benchmark::State& state, host::AllocatorMode mode) {
  host::set_allocator_mode(mode);
  const auto count = state.range(0) * 256;
  for (auto _ : state) benchmark::DoNotOptimize(torch::zeros({count}).data_ptr());
  host::set_allocator_mode(host::AllocatorMode::caching);
}

void augmentation(benchmark::State& state) {
  const auto images = torch::zeros({100, 3, 32, 32}, torch::kUInt8);
  for (auto _ : state) benchmark::DoNotOptimize(data::shifted_and_mirrored(images, RandomKey(1), 4));
}

BENCHMARK_CAPTURE(perturb, rademacher, Noise::rademacher);
BENCHMARK_CAPTURE(perturb, gaussian, Noise::gaussian);
BENCHMARK(perturb_by_libtorch);
BENCHMARK_CAPTURE(dot, rademacher, Noise::rademacher);
BENCHMARK_CAPTURE(dot, gaussian, Noise::gaussian);
BENCHMARK(copy_point);
BENCHMARK(flat_sgd);
BENCHMARK(sgd_by_libtorch);
BENCHMARK_CAPTURE(activation, caching, host::AllocatorMode::caching)->Arg(16)->Arg(1024)->Arg(16384);
BENCHMARK_CAPTURE(activation, system, host::AllocatorMode::system)->Arg(16)->Arg(1024)->Arg(16384);
BENCHMARK(augmentation);

}  // namespace

int main(int argc, char** argv) {
  host::install_cpu_allocator();
  at::set_num_threads(1);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
