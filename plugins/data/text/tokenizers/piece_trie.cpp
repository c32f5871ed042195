#include "data/text/tokenizers/piece_trie.hpp"

#include <algorithm>

namespace data {
namespace {

/// The pieces of the sorted list that begin with the same `depth` bytes.
struct Span {
  std::size_t begin;
  std::size_t end;
  std::size_t depth;
};

}  // namespace

PieceTrie::PieceTrie(std::vector<Piece> pieces) {
  std::sort(pieces.begin(), pieces.end(), [](auto& a, auto& b) { return a.text < b.text; });
  const auto label = [&](std::size_t piece, std::size_t depth) {
    return static_cast<unsigned char>(pieces[piece].text[depth]);
  };
  nodes_.emplace_back();
  std::vector<Span> spans = {{0, pieces.size(), 0}};
  for (std::size_t i = 0; i < nodes_.size(); ++i) {  // breadth first, so that siblings are adjacent
    auto [begin, end, depth] = spans[i];
    if (begin < end && pieces[begin].text.size() == depth) nodes_[i].number = pieces[begin++].number;
    nodes_[i].children_begin = static_cast<std::uint32_t>(nodes_.size());
    while (begin < end) {
      auto next = begin + 1;
      while (next < end && label(next, depth) == label(begin, depth)) ++next;
      nodes_.emplace_back().label = label(begin, depth);
      spans.push_back({begin, next, depth + 1});
      begin = next;
    }
    nodes_[i].children_end = static_cast<std::uint32_t>(nodes_.size());
  }
}

const PieceTrie::Node* PieceTrie::child(const Node& parent, unsigned char label) const {
  const auto* end = nodes_.data() + parent.children_end;
  const auto* found = std::lower_bound(nodes_.data() + parent.children_begin, end, label,
                                       [](const Node& node, unsigned char sought) { return node.label < sought; });
  return found != end && found->label == label ? found : nullptr;
}

}  // namespace data
