#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "framework/compare/worker.hpp"

namespace evograd::host {

/// What became of a piece of work that a worker claimed.
enum class ClaimState {
  held,      ///< it works on it, or has died meanwhile
  released,  ///< it stopped before the end: whoever comes next resumes it
  finished,
  failed
};

struct Claim {
  std::int64_t generation = 0;  ///< 0: nobody has claimed it
  Worker worker;
  ClaimState state = ClaimState::held;
  Json note;  ///< what the worker left with it
};

/// The folder in which workers on any number of machines claim pieces of work by name.
///
/// The n-th claim of a piece is the file NAME.n, which is created once: whoever creates it has the piece. A piece whose
/// worker is gone is claimed by creating NAME.n+1, so no file is ever taken away from anyone, and of several that try,
/// one succeeds. The highest number counts. This needs nothing of the file system but the atomic creation of a name.
class ClaimFolder {
 public:
  /// The number of the newest claim of each piece.
  using Newest = std::map<std::string, std::int64_t>;

  /// Creates the folder if it is missing. Throws Error.
  ClaimFolder(std::filesystem::path folder, Worker self);

  const std::filesystem::path& path() const { return folder_; }
  const Worker& self() const { return self_; }

  /// One listing of the folder. On NFS this also renews what the machine remembers of it.
  Newest newest() const;

  /// A claim whose file is damaged has a worker without a name.
  Claim read(const std::string& name, std::int64_t generation) const;

  /// Claims `name` for this worker; returns false if another was first.
  bool claim(const std::string& name, std::int64_t generation, const Json& note = nullptr) const;

  /// Records what became of this worker's own claim.
  void conclude(const std::string& name, std::int64_t generation, ClaimState state, const Json& note = nullptr) const;

 private:
  std::filesystem::path file_of(const std::string& name, std::int64_t generation) const;
  std::string content(ClaimState state, const Json& note) const;

  std::filesystem::path folder_;
  Worker self_;
};

}  // namespace evograd::host
