# The target evograd-fmt: libfmt, which formats all texts. Private to the sources: the SDK's headers do not include it.
find_package(fmt REQUIRED)
add_library(evograd-fmt INTERFACE)

# PyTorch's wheels bring fmt's headers in another version, which come first wherever LibTorch's are included. The installed
# library does not fit them; the inline form needs no library.
set(fmt_form fmt::fmt)
get_target_property(fmt_folders fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
foreach(folder IN LISTS TORCH_INCLUDE_DIRS)
  if(EXISTS ${folder}/fmt/core.h)
    file(REAL_PATH ${folder} folder)
    if(NOT folder IN_LIST fmt_folders)
      set(fmt_form fmt::fmt-header-only)
    endif()
  endif()
endforeach()
target_link_libraries(evograd-fmt INTERFACE ${fmt_form})
unset(fmt_folders)
unset(fmt_form)
