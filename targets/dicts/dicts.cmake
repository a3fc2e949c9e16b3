# Dictionaries of the fuzz targets, made at build time from the tables of the code, so that a new word is a word of the
# dictionary, too. What a name stands for: MODE FILE... (words.awk), and what stands in no table.
set(dicts_dir ${CMAKE_SOURCE_DIR}/targets/dicts)
set(MUSTLS_DICTS "" CACHE INTERNAL "")
function(mustls_dict name)
  cmake_parse_arguments(DICT "" "" "ALL;WORDS;JSON;MORE" ${ARGN})
  set(out ${CMAKE_BINARY_DIR}/dicts/${name}.dict)
  set(more ${CMAKE_BINARY_DIR}/dicts/${name}.more)
  set(tables "")
  set(depends ${more})
  foreach(mode ALL WORDS JSON)
    if(DICT_${mode})
      list(TRANSFORM DICT_${mode} PREPEND ${CMAKE_SOURCE_DIR}/harness/ OUTPUT_VARIABLE files)
      string(TOLOWER ${mode} lower)
      list(APPEND tables ${lower} ${files})
      list(APPEND depends ${files})
    endif()
  endforeach()
  list(JOIN DICT_MORE "\n" lines)
  file(CONFIGURE OUTPUT ${more} CONTENT "${lines}\n" @ONLY)
  add_custom_command(OUTPUT ${out} COMMAND sh ${dicts_dir}/make.sh ${out} ${more} ${tables}
    DEPENDS ${depends} ${dicts_dir}/make.sh ${dicts_dir}/words.awk COMMENT "Dictionary ${name}" VERBATIM)
  add_custom_target(dict_${name} DEPENDS ${out})
  set(MUSTLS_DICTS ${MUSTLS_DICTS} ${name} CACHE INTERNAL "")
endfunction()

# fuzz_NAME.dict beside the program, where engines and OSS-Fuzz look for it.
function(mustls_use_dict target dict)
  if(NOT dict IN_LIST MUSTLS_DICTS)
    list(JOIN MUSTLS_DICTS " " all)
    message(FATAL_ERROR "${target} has no dictionary \"${dict}\": its DICT is one of ${all} (targets/dicts/dicts.cmake)")
  endif()
  set(out ${CMAKE_BINARY_DIR}/${target}.dict)
  add_custom_command(OUTPUT ${out} COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_BINARY_DIR}/dicts/${dict}.dict ${out}
    DEPENDS dict_${dict} ${CMAKE_BINARY_DIR}/dicts/${dict}.dict COMMENT "Dictionary of ${target}" VERBATIM)
  add_custom_target(${target}_dict DEPENDS ${out})
  add_dependencies(fuzz_targets ${target}_dict)
endfunction()

# Flat inputs: what servers say. Commands: what clients say.
mustls_dict(smtp ALL flat/words.c WORDS smtp/ehlo.c smtp/command.c)
mustls_dict(command WORDS smtp/command.c smtp/ehlo.c client/words.c MORE [["\x0d\x0a"]] [["FROM:<"]] [["TO:<"]] [[" SIZE="]])
mustls_dict(job ALL flat/words.c WORDS smtp/ehlo.c client/words.c scenario/tls_words.c
            MORE [["helo "]] [["from "]] [["to "]] [["user "]] [["password "]] [["tls "]] [["auth "]] [["host "]] [["server "]]
            [["timeout "]] [["total "]] [["no-verify"]] [["careless"]] [["lines "]] [["bytes "]] [["fail "]] [["no-password"]] [["\x0a"]])
mustls_dict(dns MORE [["\x00\x01\x00\x01"]] [["\x00\x0f\x00\x01"]] [["\x00\x1c\x00\x01"]] [["\x00\x05\x00\x01"]]
            [["\x00\xff\x00\x01"]] [["\xc0\x0c"]] [["\x02mx\x07example\x04test\x00"]] [["\x00\x00\x29\x04\xd0"]])
mustls_dict(scenario WORDS scenario/words.c scenario/names.c scenario/header.c scenario/sentence.c scenario/direction.c
            scenario/tls_words.c smtp/command.c
            MORE [["S: "]] [["C: "]] [["C?: "]] [["C#1: "]] [["\x0a"]] [[" | "]] [["${"]] [["\\x"]] [["[RFC 3207 4.2]"]])
mustls_dict(profile WORDS profile/keys.c profile/keys_world.c profile/expand.c profile/wish.c scenario/words.c
            MORE [["\x0a"]] [["{"]] [["}"]] [["tls."]] [["auth."]] [["verify."]] [["'"]] [["\""]])
mustls_dict(known WORDS profile/known.c scenario/sentence.c scenario/words.c trace/event.c MORE [[" # "]] [["\x0a"]])
mustls_dict(trace JSON trace/read.c trace/record.c WORDS trace/event.c trace/record.c
            MORE [["{\"type\":\""]] [["\\u00"]] [["\x0a"]])
# Events of fuzz_judge: connect, EHLO, 250, TLS, MAIL, message, a rule, the run's ends, whose turn it was, what was printed.
mustls_dict(judge MORE [["\x00\x14\x00\x00\x00\x02"]] [["\x01\x14\x01\x00\x00\x02"]] [["\x04\x15\x00\x04\x00\x02"]]
            [["\x08\x18\x00\x00\x00\x02"]] [["\x01\x18\x03\x00\x00\x02"]] [["\x13\x18\x00\x00\x00\x02"]] [["\x1d\x15\x00\x00\x00\x12"]]
            [["\x17\x02\x07\x00\x00\x02"]] [["\x17\x02\x08\x01\x00\x02"]] [["\x17\x02\x09\x00\x00\x02"]] [["\x19\x02\x00\x01\x00\x02"]]
            [["\x16\x02\x0e\x01\x00\x02"]] [["\x12\x00\x0d\x00\x00\x02"]])
# Of fuzz_report: what a terminal, a forge, TAP, YAML, XML or a page would obey, and the secret in its forms.
mustls_dict(report WORDS trace/event.c
            MORE [["ZSECRETWORDZ"]] [["WlNFQ1JFVFdPUkRa"]] [["AHVzZXIAWlNFQ1JFVFdPUkRa"]] [["dXNlcgB1c2VyAFpTRUNSRVRXT1JEWg=="]]
            [["\x1b[0m"]] [["\xc2\x9b"]] [["\xe2\x80\xae"]] [["\x0a::error::"]] [[" # SKIP "]] [["\x0a  ...\x0a"]] [["\x5d\x5d>"]]
            [["</script>"]] [["&#0;"]] [["\xef\xbf\xbf"]] [["AUTH LOGIN\x0d\x0a"]] [["\x0d\x0a"]])
mustls_dict(register WORDS standards/register.c standards/rows.c
            MORE [["RFC 3207 4.2  MUST  a  b\x0a"]] [["    tested by reset/ehlo-first\x0a"]] [["    not testable: a\x0a"]]
            [["    out of scope: a\x0a"]] [["    elsewhere: a\x0a"]] [["group SEQ  a\x0a"]] [["SEQ-01  a\x0a"]] [["    not covered: a\x0a"]]
            [["    open: a\x0a"]] [["RFC 5321"]] [["Row SEQ-01."]] [["\x0a"]])
mustls_dict(bucket WORDS campaign/bucket.c campaign/stack.c
            MORE [["==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x1 at\x0a"]] [["    #0 0x1 in f /a/b.c:1:2\x0a"]]
            [["    #1 0x2  (/a/b+0x3) (BuildId: 4)\x0a"]] [["a.c:1:2: runtime error: index 5\x0a"]] [["a.c:1: f: Assertion `x' failed.\x0a"]]
            [["ERROR: libFuzzer: timeout after 1 seconds\x0a"]] [["    #9 0x9 in LLVMFuzzerTestOneInput /a/b.c:1:2\x0a"]] [["\x0a"]])
