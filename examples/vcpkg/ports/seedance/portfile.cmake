# An overlay port of the tree that it lies in. A release is a download here: vcpkg_from_github(... REF "v${VERSION}" SHA512 ...).
set(VCPKG_BUILD_TYPE release)  # there is nothing to compile
cmake_path(SET SOURCE_PATH NORMALIZE "${CURRENT_PORT_DIR}/../../../..")

vcpkg_check_features(OUT_FEATURE_OPTIONS found FEATURES sqlite-journal   CMAKE_REQUIRE_FIND_PACKAGE_SQLite3
                                                        postgres-journal CMAKE_REQUIRE_FIND_PACKAGE_PostgreSQL
                     INVERTED_FEATURES                  sqlite-journal   CMAKE_DISABLE_FIND_PACKAGE_SQLite3
                                                        postgres-journal CMAKE_DISABLE_FIND_PACKAGE_PostgreSQL)
vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}" OPTIONS ${found})
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/seedance)
vcpkg_fixup_pkgconfig()

file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/share/doc")
file(INSTALL "${CURRENT_PORT_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
