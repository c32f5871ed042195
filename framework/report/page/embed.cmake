# Writes OUTPUT, a C++ source that defines page_style and page_script (page_assets.hpp) from the files of FOLDER:
#   cmake -DFOLDER=… -DOUTPUT=… -P embed.cmake
file(GLOB scripts ${FOLDER}/*.js)  # in alphabetical order, so that what is built depends on the files alone
file(READ ${FOLDER}/page.css style)
set(script "")
foreach(file IN LISTS scripts)
  file(READ ${file} text)
  string(APPEND script "${text}")
endforeach()
foreach(text IN ITEMS style script)
  string(FIND "${${text}}" ")embedded\"" end)
  if(NOT end EQUAL -1)
    message(FATAL_ERROR "${FOLDER}: the ${text} holds the end of a raw string")
  endif()
endforeach()
file(WRITE ${OUTPUT} "#include \"framework/report/page_assets.hpp\"

namespace evograd::host {

const std::string_view page_style = R\"embedded(${style})embedded\";
const std::string_view page_script = R\"embedded(${script})embedded\";

}  // namespace evograd::host
")
