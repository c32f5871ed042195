# evograd_add_plugin(NAME sources...) builds the shared library NAME.so that the host loads: hidden symbols, every symbol
# resolved at link time, never unloaded. It lies in CMAKE_LIBRARY_OUTPUT_DIRECTORY, in the build folder where that is not
# set. Against an installed EvoGrad and with BUILD_TESTING, CTest gets check-NAME, the conformance checks.
#
# This file serves the plugins of EvoGrad's own repository and, installed, those of all others.
function(evograd_add_plugin name)
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE EvoGrad::sdk)
  target_link_options(${name} PRIVATE LINKER:-z,defs LINKER:-z,nodelete)
  set_target_properties(${name} PROPERTIES
    PREFIX ""
    OUTPUT_NAME ${name}
    CXX_STANDARD 20
    CXX_STANDARD_REQUIRED ON
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON)
  # LibTorch's headers take most of a compilation: compiled once, a changed plugin is built in a third of the time. In
  # EvoGrad's own build the plugins share one.
  get_target_property(sdk_is_imported EvoGrad::sdk IMPORTED)
  if(sdk_is_imported)
    target_precompile_headers(${name} PRIVATE <torch/torch.h>)
  endif()
  if(NOT CMAKE_LIBRARY_OUTPUT_DIRECTORY)
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  endif()
  if(BUILD_TESTING AND EvoGrad_EXECUTABLE)  # find_package(EvoGrad) sets it
    add_test(NAME check-${name} COMMAND ${EvoGrad_EXECUTABLE} check $<TARGET_FILE:${name}>)
  endif()
endfunction()
