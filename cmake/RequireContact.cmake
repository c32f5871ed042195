# Read by cpack before it makes a package.
if(NOT CPACK_PACKAGE_CONTACT)
  message(FATAL_ERROR "A package names its maintainer: cpack -G DEB -D CPACK_PACKAGE_CONTACT=\"Your Name <you@your.domain>\"")
endif()
