noinst_LIBRARIES += libcare.a
libcare_a_SOURCES =
