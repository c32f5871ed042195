#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace data {

/// Finds all pieces that are prefixes of a text, in a time that does not depend on the number of pieces.
class PieceTrie {
 public:
  struct Piece {
    std::string text;     ///< not empty
    std::int64_t number;  ///< not negative
  };

  /// The texts must be distinct.
  explicit PieceTrie(std::vector<Piece> pieces);

  /// Calls visit(number, length in bytes) for every piece that is a prefix of `text`, shortest first.
  template <class Visit>
  void for_each_prefix(std::string_view text, const Visit& visit) const {
    const Node* node = nodes_.data();
    for (std::size_t length = 0; length < text.size();) {
      node = child(*node, static_cast<unsigned char>(text[length]));
      if (node == nullptr) return;
      ++length;
      if (node->number >= 0) visit(node->number, length);
    }
  }

 private:
  struct Node {
    std::int64_t number = -1;  ///< of the piece that ends here, or -1
    std::uint32_t children_begin = 0;
    std::uint32_t children_end = 0;
    unsigned char label = 0;
  };

  const Node* child(const Node& parent, unsigned char label) const;

  std::vector<Node> nodes_;  ///< the children of a node are adjacent, in the order of their labels
};

}  // namespace data
