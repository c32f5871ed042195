#pragma once

// std::vector without constexpr, to be included before all else where LibTorch's headers are read: clang makes
// constexpr members of a template as soon as they are named, also those of a vector of a class that is not complete
// yet, as LibTorch has some. For libstdc++ 12; g++, which builds the program, does not need it.
#include <string>

#pragma push_macro("_GLIBCXX20_CONSTEXPR")
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR
// The one function here that is declared elsewhere, with constexpr. std::fill of a vector<bool> misses it: the linker
// says so.
#define __fill_a1 __fill_bits
#include <vector>
#undef __fill_a1
#pragma pop_macro("_GLIBCXX20_CONSTEXPR")
