# LibTorch, of the system or, with EVOGRAD_TORCH=python, of the Python that is active: PyTorch's wheel.
if(EVOGRAD_TORCH STREQUAL "python")
  find_program(EVOGRAD_PYTHON NAMES python3 python REQUIRED)
  execute_process(COMMAND ${EVOGRAD_PYTHON} -c "import torch; print(torch.utils.cmake_prefix_path, end='')"
    OUTPUT_VARIABLE evograd_torch ERROR_VARIABLE evograd_torch_error RESULT_VARIABLE evograd_torch_result)
  if(NOT evograd_torch_result EQUAL 0)
    message(FATAL_ERROR "EVOGRAD_TORCH is \"python\", but ${EVOGRAD_PYTHON} cannot import torch:\n${evograd_torch_error}"
                        "Activate the environment that has PyTorch, or name its Python: -DEVOGRAD_PYTHON=FILE.")
  endif()
  if(EXISTS "${evograd_torch}/Torch/TorchConfig.cmake")
    set(Torch_ROOT ${evograd_torch})
  elseif(NOT evograd_torch MATCHES "/dist-packages/")  # Debian's python3-torch is the system's LibTorch
    message(FATAL_ERROR "EVOGRAD_TORCH is \"python\", but the PyTorch of ${EVOGRAD_PYTHON} comes without the files to build "
                        "against it: ${evograd_torch}/Torch/TorchConfig.cmake does not exist. Install PyTorch's wheel.")
  endif()
endif()
# Its configuration warns of the library of a profiler, which Debian leaves out.
set(evograd_message_level ${CMAKE_MESSAGE_LOG_LEVEL})
set(CMAKE_MESSAGE_LOG_LEVEL ERROR)
find_package(Torch QUIET)
set(CMAKE_MESSAGE_LOG_LEVEL ${evograd_message_level})
