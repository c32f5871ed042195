#include "evograd/analytic/analytic_task.hpp"

namespace evograd::analytic {

Metrics AnalyticTask::evaluate() { return {{"negative_validation_loss", -validation_loss({}).item<double>()}}; }

}  // namespace evograd::analytic
