# The HTML report's page: style and script into one file, with their hashes in its Content-Security-Policy, and that file as
# bytes in C. Scripts are joined in the order of this list; they share one scope.
set(page_dir ${CMAKE_SOURCE_DIR}/harness/report/html)
set(page_scripts words dom data route matrix dialogue cell scenario client standards changes main)
list(TRANSFORM page_scripts PREPEND ${page_dir}/)
list(TRANSFORM page_scripts APPEND .js)
set(page_c ${CMAKE_BINARY_DIR}/report_page.c)
string(REPLACE ";" "," page_list "${page_scripts}") # a ; would split the command's argument
add_custom_command(OUTPUT ${page_c}
  COMMAND ${CMAKE_COMMAND} -DPAGE=${page_dir}/page.html -DSTYLE=${page_dir}/style.css -DSCRIPTS=${page_list} -DOUT=${page_c}
          -P ${CMAKE_SOURCE_DIR}/cmake/embed_page.cmake
  DEPENDS ${page_dir}/page.html ${page_dir}/style.css ${page_scripts} ${CMAKE_SOURCE_DIR}/cmake/embed_page.cmake
  COMMENT "Embedding the report's page" VERBATIM)
target_sources(mustls_report PRIVATE ${page_c})
