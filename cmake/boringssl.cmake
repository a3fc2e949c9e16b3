# BoringSSL as the second TLS library, where it is found: -DBORINGSSL_ROOT=DIR (include/ and lib/, or a build tree's
# ssl/ and crypto/), else Debian's package. Makes the target mustls_boringssl_library.
option(MUSTLS_BORINGSSL "build mustls-boringssl too, where BoringSSL is found" ON)
if(NOT MUSTLS_BORINGSSL)
  return()
endif()
set(BORINGSSL_ROOT "" CACHE PATH "BoringSSL with include/ and lib/; empty: Debian's android-libboringssl-dev")

set(hints NO_DEFAULT_PATH PATHS /usr)
if(BORINGSSL_ROOT)
  set(hints NO_DEFAULT_PATH PATHS ${BORINGSSL_ROOT} ${BORINGSSL_ROOT}/build)
endif()
# A changed root is looked at anew.
if(NOT "${BORINGSSL_ROOT}" STREQUAL "${MUSTLS_BORINGSSL_SEEN}")
  unset(BORINGSSL_INCLUDE CACHE)
  unset(BORINGSSL_SSL CACHE)
  unset(BORINGSSL_CRYPTO CACHE)
endif()
set(MUSTLS_BORINGSSL_SEEN "${BORINGSSL_ROOT}" CACHE INTERNAL "")

# OpenSSL has no openssl/base.h: its headers are never taken for BoringSSL's. Debian's stand in android/.
find_path(BORINGSSL_INCLUDE openssl/base.h ${hints} PATH_SUFFIXES include include/android)
set(places lib lib64 ssl crypto .)
if(NOT BORINGSSL_ROOT)
  set(places lib/${CMAKE_LIBRARY_ARCHITECTURE}/android lib/android)
endif()
find_library(BORINGSSL_SSL ssl ${hints} PATH_SUFFIXES ${places})
find_library(BORINGSSL_CRYPTO crypto ${hints} PATH_SUFFIXES ${places})
mark_as_advanced(BORINGSSL_INCLUDE BORINGSSL_SSL BORINGSSL_CRYPTO)

if(BORINGSSL_INCLUDE AND BORINGSSL_SSL AND BORINGSSL_CRYPTO)
  message(STATUS "BoringSSL: ${BORINGSSL_SSL}")
  find_package(Threads REQUIRED)
  add_library(mustls_boringssl_library INTERFACE)
  # SYSTEM, and by that before /usr/include, where OpenSSL's headers of the same names are.
  target_include_directories(mustls_boringssl_library SYSTEM INTERFACE ${BORINGSSL_INCLUDE})
  target_link_libraries(mustls_boringssl_library INTERFACE ${BORINGSSL_SSL} ${BORINGSSL_CRYPTO} Threads::Threads)
  if(BORINGSSL_SSL MATCHES "\\.a$")
    target_link_libraries(mustls_boringssl_library INTERFACE stdc++) # libssl is C++ inside
  endif()
elseif(BORINGSSL_ROOT)
  message(FATAL_ERROR "BORINGSSL_ROOT=${BORINGSSL_ROOT} has no include/openssl/base.h, or no libssl and libcrypto in lib/")
else()
  message(STATUS "BoringSSL not found: mustls-boringssl is not built (apt-get install android-libboringssl-dev)")
endif()
