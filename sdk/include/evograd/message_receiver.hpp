#pragma once

#include <string_view>

#include "evograd/export.hpp"
#include "evograd/logging.hpp"
#include "evograd/progress.hpp"

namespace evograd::logging {

/// Receives what logging and Progress tell, one call at a time: the host, or a test that looks at messages.
///
/// Without one, warnings and errors go to standard error and the rest is dropped. It must not log or throw.
class EVOGRAD_API Receiver {
 public:
  virtual ~Receiver() = default;

  /// Whether messages of `level` are used; message() is called in either case.
  virtual bool reads(Level /*level*/) const { return true; }

  /// Takes a message.
  virtual void message(Level level, std::string_view text) = 0;

  /// Takes the state of the work that `work` identifies, while it lasts and when it is done.
  virtual void progress(const Progress* /*work*/, const ProgressState& /*state*/) {}

  /// `work` is over, done or not.
  virtual void progress_ends(const Progress* /*work*/) {}
};

/// Makes `receiver` the one that receives everything until the end of the scope; then the one before does again.
class EVOGRAD_API ReceiverScope {
 public:
  /// `receiver` must outlive this object.
  explicit ReceiverScope(Receiver& receiver);
  ~ReceiverScope();
  ReceiverScope(const ReceiverScope&) = delete;
  ReceiverScope& operator=(const ReceiverScope&) = delete;

  /// The receiver before, which may be null.
  Receiver* before() const { return before_; }

 private:
  Receiver* before_;
};

}  // namespace evograd::logging
