#include "framework/plugin/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>
#include <vector>

#include "evograd/error.hpp"

namespace evograd::host {
namespace {

/// A digest that grows with the bytes that are added.
class Digest {
 public:
  Digest() { require(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1); }

  void add(const char* bytes, std::size_t count) { require(EVP_DigestUpdate(context_.get(), bytes, count) == 1); }

  std::string text() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    require(EVP_DigestFinal_ex(context_.get(), digest.data(), &length) == 1);
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
      text += digits[digest[i] >> 4];
      text += digits[digest[i] & 15];
    }
    return text;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };

  static void require(bool succeeded) {
    if (!succeeded) throw Error("OpenSSL", "cannot compute SHA-256", "check the installation of libssl");
  }

  std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

}  // namespace

std::string sha256(std::string_view bytes) {
  Digest digest;
  digest.add(bytes.data(), bytes.size());
  return digest.text();
}

std::string sha256_of_file(const std::filesystem::path& file) {
  constexpr std::size_t piece = std::size_t{1} << 20;
  std::ifstream stream(file, std::ios::binary);
  std::vector<char> bytes(piece);
  Digest digest;
  while (stream) {
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    digest.add(bytes.data(), static_cast<std::size_t>(stream.gcount()));
  }
  return stream.eof() ? digest.text() : std::string();
}

}  // namespace evograd::host
