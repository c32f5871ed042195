# Writes OUTPUT, a C++ source that defines the strings of page_assets.hpp from the files of FOLDER, the script LIBRARY
# and the text of its license:
#   cmake -DFOLDER=… -DLIBRARY=… -DLICENSE=… -DOUTPUT=… -P embed.cmake
file(GLOB scripts ${FOLDER}/*.js)  # in alphabetical order, so that what is built depends on the files alone
file(READ ${FOLDER}/page.css style)
set(script "")
foreach(file IN LISTS scripts)
  file(READ ${file} text)
  string(APPEND script "${text}")
endforeach()
file(READ ${LICENSE} license)
file(READ ${LIBRARY} library)
set(library "/*\n${license}*/\n${library}")
foreach(text IN ITEMS style script library)
  string(FIND "${${text}}" ")embedded\"" end)
  string(FIND "${${text}}" "</script" end_of_script)
  if(NOT end EQUAL -1 OR NOT end_of_script EQUAL -1)
    message(FATAL_ERROR "${FOLDER}: the ${text} holds the end of a raw string or of a script")
  endif()
endforeach()
file(WRITE ${OUTPUT} "#include \"framework/page/page_assets.hpp\"

namespace evograd::host {

const std::string_view page_style = R\"embedded(${style})embedded\";
const std::string_view page_script = R\"embedded(${script})embedded\";
const std::string_view page_library = R\"embedded(${library})embedded\";

}  // namespace evograd::host
")
