# `cpack -G DEB -D CPACK_PACKAGE_CONTACT="Your Name <you@your.domain>"` in the build folder makes a Debian package of what
# is installed.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME evograd)
set(CPACK_PACKAGE_VENDOR "The EvoGrad authors")
set(CPACK_PACKAGE_CONTACT "")  # whoever makes a package gives it
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/RequireContact.cmake)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Gradient-based meta-learning with exchangeable estimators, tasks and backbones")
set(CPACK_PACKAGE_DESCRIPTION
  "The program evograd, its plugins, and the SDK to write further ones: any estimator of the meta-gradient runs with any \
task and any backbone. Includes manifests, templates and documentation.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
# Libraries are found by dpkg-shlibdeps. Beyond them: what a plugin is compiled against, and a BLAS that uses all cores,
# where LibTorch alone is content with the reference one.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libtorch-dev, libopenblas0-pthread")
# A compiler for plugins; fonts for lft's glyphs, images for meta-weight-net and rotation, SentencePiece's programs for
# metaxl's trained tokenizers.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
  "g++, cmake, ninja-build | make, dataset-fashion-mnist, sentencepiece, fonts-noto-core, fonts-freefont-ttf, \
fonts-dejavu-core, fonts-dejavu-extra, fonts-liberation2")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_LIBRARY_OUTPUT_DIRECTORY})
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
mark_as_advanced(DPKG_SHLIBDEPS)
if(DPKG_SHLIBDEPS)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
endif()
include(CPack)
