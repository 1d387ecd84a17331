from django.urls import path

from documents import views

app_name = "documents"

urlpatterns = [
    path("files/", views.take, name="take"),
    path("files/<str:token>/", views.download, name="download"),
]
