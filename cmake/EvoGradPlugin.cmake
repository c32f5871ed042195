# evograd_add_plugin(NAME sources...) builds the shared library NAME.so that the host loads: hidden symbols, every symbol
# resolved at link time, never unloaded.
function(evograd_add_plugin name)
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE EvoGrad::sdk)
  target_link_options(${name} PRIVATE LINKER:-z,defs LINKER:-z,nodelete)
  set_target_properties(${name} PROPERTIES
    PREFIX ""
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/plugins)
  if(TARGET evograd-precompiled)
    target_precompile_headers(${name} REUSE_FROM evograd-precompiled)
  endif()
endfunction()
