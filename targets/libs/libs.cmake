# Fuzz targets of real libraries, in process (docs/fuzzing.md): fuzz_lib_NAME and replay_lib_NAME, each where its library
# is found. Included by ../fuzz, whose mustls_fuzz_target makes them like all others.
#   -DMUSTLS_LIB_SOURCE=FILE.c    a target of your own: fuzz_lib_FILE
#   -DMUSTLS_LIB_LINK="a;b"       what it links; -I and the like go into CMAKE_C_FLAGS
set(MUSTLS_LIB_SOURCE "" CACHE FILEPATH "a target of your own for a library: FILE.c makes fuzz_lib_FILE")
set(MUSTLS_LIB_LINK "" CACHE STRING "libraries that it links")

# Objects, not an archive: all of our calls must be in the program, used by its own code or not.
set(libs_rooms flat play judge scenario trace wire tls tls_ssl)
list(TRANSFORM libs_rooms PREPEND mustls_ OUTPUT_VARIABLE libs_libraries)
set(libs_sources "")
foreach(part calls clock good lib names net oracle real session states wait)
  list(APPEND libs_sources ${CMAKE_SOURCE_DIR}/targets/libs/${part}.c)
endforeach()
add_library(mustls_libs OBJECT ${libs_sources} library_openssl.c random.c sums.c)
target_link_libraries(mustls_libs PUBLIC ${libs_libraries} ${CMAKE_DL_LIBS} PRIVATE mustls_flags)
target_include_directories(mustls_libs PUBLIC ${CMAKE_SOURCE_DIR}/targets/libs)

# mustls_fuzz_lib(NAME SOURCES file... LIBS library... [ENV text...])
function(mustls_fuzz_lib name)
  cmake_parse_arguments(LIB "" "" "SOURCES;LIBS;ENV" ${ARGN})
  mustls_fuzz_target(lib_${name} FLAT SOURCES ${LIB_SOURCES}
    ROOMS ${libs_rooms} WATCH play LIBS mustls_libs ${LIB_LIBS} CORPUS fuzz_lib replies fuzz_client)
  foreach(target fuzz_lib_${name} replay_lib_${name})
    if(TARGET ${target})
      # The libraries find our calls in the place of the C library's only if the program exports them.
      set_target_properties(${target} PROPERTIES ENABLE_EXPORTS ON)
    endif()
  endforeach()
  mustls_same_test(lib_${name} fuzz_lib fuzz_client)
  foreach(test replay/fuzz_lib_${name} replay/same_lib_${name})
    if(LIB_ENV AND TEST ${test})
      set_property(TEST ${test} APPEND PROPERTY ENVIRONMENT ${LIB_ENV})
    endif()
  endforeach()
endfunction()

# Where a library is not there, the test says so.
function(mustls_fuzz_lib_missing name package)
  message(STATUS "fuzz_lib_${name} is not built: apt-get install ${package}")
  if(MUSTLS_TESTS)
    add_test(NAME replay/fuzz_lib_${name} COMMAND sh -c
      "echo 'SKIP: apt-get install ${package}, then run cmake again'; [ \"\${MUSTLS_NO_SKIP:-}\" != 1 ] && exit 77; exit 1")
    set_tests_properties(replay/fuzz_lib_${name} PROPERTIES SKIP_RETURN_CODE 77)
  endif()
endfunction()

set(libs_go_on MUSTLS_FUZZ_GO_ON=1) # what a released library breaks is told, and no test of ours fails by it

# By its file: -lcurl may be the one with GnuTLS.
find_path(MUSTLS_CURL_INCLUDE curl/curl.h PATH_SUFFIXES ${CMAKE_LIBRARY_ARCHITECTURE})
find_library(MUSTLS_CURL NAMES libcurl.so.4)
mark_as_advanced(MUSTLS_CURL_INCLUDE MUSTLS_CURL)
if(MUSTLS_CURL AND MUSTLS_CURL_INCLUDE)
  mustls_fuzz_lib(curl SOURCES ../libs/fuzz_lib_curl.c ../libs/curl_mail.c LIBS ${MUSTLS_CURL} ENV ${libs_go_on})
  if(MUSTLS_TESTS AND NOT MUSTLS_SANITIZE) # figures of sanitized code would mean nothing
    add_executable(bench_lib_curl ${CMAKE_SOURCE_DIR}/tests/bench/lib_curl_bench.c ../libs/fuzz_lib_curl.c ../libs/curl_mail.c fuzz.c)
    target_link_libraries(bench_lib_curl PRIVATE mustls_libs ${MUSTLS_CURL} mustls_flags)
    set_target_properties(bench_lib_curl PROPERTIES ENABLE_EXPORTS ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests/bench)
  endif()
else()
  mustls_fuzz_lib_missing(curl libcurl4-openssl-dev)
endif()

pkg_check_modules(ESMTP IMPORTED_TARGET libesmtp-1.0)
if(ESMTP_FOUND)
  mustls_fuzz_lib(esmtp SOURCES ../libs/fuzz_lib_esmtp.c LIBS PkgConfig::ESMTP ENV ${libs_go_on})
else()
  mustls_fuzz_lib_missing(esmtp libesmtp-dev)
endif()

mustls_fuzz_lib(example SOURCES ../libs/example.c ../libs/tiny.c LIBS OpenSSL::SSL)

if(MUSTLS_LIB_SOURCE)
  get_filename_component(own ${MUSTLS_LIB_SOURCE} NAME_WE)
  get_filename_component(file ${MUSTLS_LIB_SOURCE} ABSOLUTE BASE_DIR ${CMAKE_SOURCE_DIR})
  if(NOT EXISTS ${file})
    message(FATAL_ERROR "MUSTLS_LIB_SOURCE: there is no ${file}")
  endif()
  set_source_files_properties(${file} PROPERTIES COMPILE_OPTIONS -Wno-error) # our warnings are not its rules
  mustls_fuzz_lib(${own} SOURCES ${file} LIBS ${MUSTLS_LIB_LINK})
endif()
