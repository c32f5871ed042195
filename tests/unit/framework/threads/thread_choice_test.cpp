#include "framework/threads/thread_choice.hpp"

#include <torch/torch.h>

#include "tests/catch.hpp"

using namespace evograd::host;

TEST_CASE("the multiply-adds of convolutions and matrix products are counted, and of nothing else", "[threads]") {
  // [2, 3, 8, 8] by [4, 3, 3, 3] gives [2, 4, 6, 6]: each of 288 elements takes 27.
  const auto image = torch::rand({2, 3, 8, 8});
  const auto kernel = torch::rand({4, 3, 3, 3});
  CHECK(multiply_adds_of([&] { torch::conv2d(image, kernel); }) == 288 * 27);
  // Each of the 4 channels sees one of them.
  CHECK(multiply_adds_of([&] {
          at::conv2d(torch::rand({1, 4, 3, 3}), torch::rand({4, 1, 3, 3}), {}, at::IntArrayRef{1, 1},
                     at::IntArrayRef{0, 0}, at::IntArrayRef{1, 1}, 4);
        }) == 4 * 9);
  const auto a = torch::rand({5, 7});
  const auto b = torch::rand({7, 11});
  CHECK(multiply_adds_of([&] { torch::mm(a, b); }) == 5 * 11 * 7);
  CHECK(multiply_adds_of([&] { torch::addmm(torch::rand({11}), a, b); }) == 5 * 11 * 7);
  CHECK(multiply_adds_of([&] { torch::linear(a, b.t().contiguous(), torch::rand({11})); }) == 5 * 11 * 7);
  CHECK(multiply_adds_of([&] { torch::bmm(torch::rand({3, 5, 7}), torch::rand({3, 7, 2})); }) == 3 * 5 * 2 * 7);
  CHECK(multiply_adds_of([&] { (a * 2).relu().sum(); }) == 0);
}

TEST_CASE("counting ends with the work, even if an exception is thrown", "[threads]") {
  const auto a = torch::rand({5, 5});
  CHECK_THROWS_AS(multiply_adds_of([&]() -> void { throw std::runtime_error("x"); }), std::runtime_error);
  CHECK(multiply_adds_of([&] { torch::mm(a, a); }) == 125);
}

TEST_CASE("small steps get one thread, large ones the cores", "[threads]") {
  CHECK(threads_for(0, 8) == 1);
  CHECK(threads_for(42e6, 8) == 1);   // LeNet, batches of 100
  CHECK(threads_for(360e6, 8) == 1);  // Conv4, five-way episodes of 32 x 32
  CHECK(threads_for(900e6, 8) == 2);
  CHECK(threads_for(5250e6, 2) == 2);  // ResNet-32, batches of 100
  CHECK(threads_for(5250e6, 64) == 13);
  CHECK(threads_for(1e15, 0) == 1);
}
