// Archives of images. libarchive reads them; ours is what goes around it.
#include "data/images/files/archive_source.hpp"

#include "input.hpp"

using namespace evograd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  const data::ArchiveSource source(fuzz::write("images.tar", {reinterpret_cast<const char*>(bytes), count}));
  fuzz::accepts([&] {
    const auto files = source.files();
    std::unordered_set<std::string> wanted;
    for (const auto& file : files) {
      fuzz::require(!data::is_hidden(file) && !file.starts_with('/'), "what is found lies below the root");
      if (wanted.size() < 3) wanted.insert(file);
    }
    source.read(wanted, [&](const std::string& file, const data::FileSource::FileBytes&) { wanted.contains(file); });
  });
  return 0;
}
