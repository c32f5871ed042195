# What `cmake --install` puts where. The program finds plugins and templates from its own place, and libraries find one
# another by relative paths, so the whole may be moved.
include(CMakePackageConfigHelpers)
set(package lib/cmake/EvoGrad)

set_target_properties(evograd-host PROPERTIES EXPORT_NAME evograd INSTALL_RPATH "$ORIGIN/../lib")
install(TARGETS evograd-host evograd-sdk EXPORT EvoGradTargets
  RUNTIME DESTINATION bin LIBRARY DESTINATION lib INCLUDES DESTINATION include)
install(DIRECTORY sdk/include/ DESTINATION include)

get_property(plugins GLOBAL PROPERTY EVOGRAD_PLUGINS)
set_target_properties(${plugins} PROPERTIES INSTALL_RPATH "$ORIGIN/../..")
install(TARGETS ${plugins} LIBRARY DESTINATION lib/evograd/plugins)

configure_package_config_file(cmake/EvoGradConfig.cmake.in ${PROJECT_BINARY_DIR}/cmake/EvoGradConfig.cmake
  INSTALL_DESTINATION ${package})
# Before 1.0 every minor version may change the interfaces, as in evograd/version.hpp.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cmake/EvoGradConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(EXPORT EvoGradTargets NAMESPACE EvoGrad:: DESTINATION ${package})
install(FILES cmake/EvoGradPlugin.cmake cmake/Torch.cmake ${PROJECT_BINARY_DIR}/cmake/EvoGradConfig.cmake
  ${PROJECT_BINARY_DIR}/cmake/EvoGradConfigVersion.cmake DESTINATION ${package})

install(DIRECTORY configs sdk/templates DESTINATION share/evograd)
install(DIRECTORY docs DESTINATION share/doc/evograd PATTERN examples EXCLUDE PATTERN docs/api EXCLUDE)
install(FILES README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md DESTINATION share/doc/evograd)
# The program contains Chart.js.
file(READ LICENSE own_license)
file(READ framework/page/assets/chart_js_license.txt chart_js_license)
file(WRITE ${PROJECT_BINARY_DIR}/copyright "${own_license}\n${chart_js_license}")
install(FILES ${PROJECT_BINARY_DIR}/copyright DESTINATION share/doc/evograd)

# The built program looks for templates as the installed one does.
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/share/evograd)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/sdk/templates ${PROJECT_BINARY_DIR}/share/evograd/templates SYMBOLIC)
