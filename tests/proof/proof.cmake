# The proof that fuzzing finds mistakes (docs/proof.md): the targets of client and parsers with seeded faults, included by
# targets/fuzz. With an engine: proof_NAME, -DMUSTLS_PROOF=mutator with our mutator, =alone without it. Without one:
# blind_NAME, for a short version in ctest.
set(proof_dir ${CMAKE_SOURCE_DIR}/tests/proof)
file(GLOB proof_smtp CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/harness/smtp/*.c)

function(mustls_proof_program name shell)
  cmake_parse_arguments(PROOF "PARSER" "" "SOURCES;ROOMS" ${ARGN})
  add_executable(${shell}_${name} ${PROOF_SOURCES} fuzz.c)
  if(PROOF_PARSER) # its own parsers, with the faults, in front of the library's
    target_sources(${shell}_${name} PRIVATE ${proof_dir}/parser_fault.c ${proof_smtp} stream.c)
    target_compile_definitions(${shell}_${name} PRIVATE MUSTLS_SMTP_SEEDED)
  endif()
  target_include_directories(${shell}_${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  list(TRANSFORM PROOF_ROOMS PREPEND mustls_)
  target_link_libraries(${shell}_${name} PRIVATE ${PROOF_ROOMS} mustls_flags)
  set_target_properties(${shell}_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  if(shell STREQUAL blind)
    target_sources(blind_${name} PRIVATE ${proof_dir}/blind.c)
    return()
  endif()
  target_link_options(${shell}_${name} PRIVATE -fsanitize=fuzzer)
  if(MUSTLS_PROOF STREQUAL mutator AND NOT MUSTLS_AFL)
    target_sources(${shell}_${name} PRIVATE mutator.c)
  endif()
  add_dependencies(proof_targets ${shell}_${name})
endfunction()

function(mustls_proof_programs shell)
  mustls_proof_program(client ${shell} SOURCES fuzz_client.c seeded.c sums.c tls_null.c
                       ROOMS flat play client judge wire tls)
  mustls_proof_program(reply ${shell} PARSER SOURCES fuzz_reply.c ROOMS flat)
  mustls_proof_program(ehlo ${shell} PARSER SOURCES fuzz_ehlo.c ROOMS flat)
endfunction()

if(MUSTLS_PROOF)
  add_custom_target(proof_targets)
  if(MUSTLS_AFL)
    add_dependencies(proof_targets mustls_afl_mutator)
  endif()
  mustls_proof_programs(proof)
endif()
if(MUSTLS_TESTS AND NOT MUSTLS_FUZZ)
  mustls_proof_programs(blind)
  add_test(NAME proof/short COMMAND sh ${proof_dir}/short.sh ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR}/corpus/fuzz_client_tls/delivers)
  set_tests_properties(proof/short PROPERTIES TIMEOUT 300
    ENVIRONMENT "ASAN_OPTIONS=handle_abort=0;UBSAN_OPTIONS=halt_on_error=1")
endif()
