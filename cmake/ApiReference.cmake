# The target api-reference writes the SDK's reference into api/ of the build folder. With EVOGRAD_BUILD_API_REFERENCE it is
# a part of every build and of what is installed; without, neither the build nor a package needs Doxygen.
set(api_reference ${PROJECT_BINARY_DIR}/api)
set(every_build "")
if(EVOGRAD_BUILD_API_REFERENCE)
  find_program(DOXYGEN doxygen)
  mark_as_advanced(DOXYGEN)
  if(NOT DOXYGEN)
    message(FATAL_ERROR "EVOGRAD_BUILD_API_REFERENCE needs Doxygen: apt-get install doxygen, or build without the API "
                        "reference: -DEVOGRAD_BUILD_API_REFERENCE=OFF")
  endif()
  set(every_build ALL)
  install(DIRECTORY ${api_reference} DESTINATION share/doc/evograd)
endif()

file(GLOB_RECURSE api_sources CONFIGURE_DEPENDS sdk/include/*.hpp sdk/templates/plugin.cpp docs/api/* docs/*.md)
add_custom_command(OUTPUT ${api_reference}/index.html
  COMMAND ${PROJECT_SOURCE_DIR}/scripts/api_reference.sh ${api_reference}
  DEPENDS ${api_sources} scripts/api_reference.sh
  COMMENT "Writing the API reference")
add_custom_target(api-reference ${every_build} DEPENDS ${api_reference}/index.html)
