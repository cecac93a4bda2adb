noinst_LIBRARIES += libchannel.a
libchannel_a_SOURCES =
